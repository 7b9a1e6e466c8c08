/**
 * Passes descriptors: over Unix sockets, and by pidfd_getfd(2). For the commands that do it by hand; no tracing is
 * needed, and no rights that the user does not have.
 */
package io.fdtrail.scm;
