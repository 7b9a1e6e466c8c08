/* A directory of the case's own, the working directory while the case runs. */
#ifndef PASSFD_PLACE_H
#define PASSFD_PLACE_H

struct place {
  char path[64];
};

struct place place_enter(void);
/* Removes all that is in it, and itself. */
void place_leave(const struct place *place);

#endif
