/* A security module of our own. */
#ifndef PASSFD_REFUSING_H
#define PASSFD_REFUSING_H

/* From here on this process is given no descriptor (EACCES). Skips the case where the kernel takes no such module from us. */
void refuse_descriptors(void);

#endif
