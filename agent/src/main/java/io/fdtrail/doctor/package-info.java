/**
 * Checks what tracing needs on this machine, and says what the backend that works here cannot see.
 */
package io.fdtrail.doctor;
