/* How processes end with descriptors that they received. */
#ifndef PASSFD_ENDING_H
#define PASSFD_ENDING_H

/*
 * Passes COUNT memfds to a process that ends in this WAY, which is also its name, and waits for all its descendants.
 *
 *   close-some    half of them are open at the end
 *   child-later   a child inherits all, its parent closes all and ends, then the child ends
 *   exec-keep     all but one are close-on-exec, and the process executes another program
 *   dup           each is open under another number
 *   thread        a thread received them, and ends after the main thread
 *   killed        by SIGKILL
 *   crowd         COUNT processes receive one each
 *   sharer-later  a process made with CLONE_FILES ends later, and has closed half by then
 *   sharer-first  the same, but it receives them, and ends first; the other one closes half
 *   standard      what came is its standard input, too, and closed; nothing else is open
 */
int end(const char *way, int count);

/* Receives a memfd, which so many children inherit, and waits for them. */
int heirs(int processes);

#endif
