/**
 * What the library says of the kernel side: by which backend it sees the acts, how it fares, and
 * why something was lost.
 */
package io.fdtrail.kernel;
