/* How programs leak descriptors that they sent or received, after public reports. */
#ifndef PASSFD_LEAKING_H
#define PASSFD_LEAKING_H

/*
 * Passes COUNT descriptors and leaks them in this WAY, then stays for SECONDS. The processes that leak are named after it.
 *
 *   dup-keeper    a server keeps a dup of each buffer, and closes the number received
 *   dup-sender    a library sends a dup, closes that, and forgets its own
 *   exec-child    what a program received lives on in a child that executed another one
 *   mapper        memfds are closed, and stay mapped
 *   dead-reader   descriptors wait in the queue of a reader that does not read
 *   event-keeper  eventfds are kept
 *   source-keeper a seccomp supervisor plants descriptors, and keeps their sources
 *   reloader      an old server hands its listeners over to a new one, and does not close them
 */
int leak(const char *way, int count, int seconds);

#endif
