/** The descriptors that were received and are still open. */
package io.fdtrail.leaks;
