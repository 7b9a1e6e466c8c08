/**
 * Passes descriptors over Unix sockets and with pidfd_getfd(2), for the commands that pass them by
 * hand. This needs no tracing, and no rights that the user does not have.
 */
package io.fdtrail.scm;
