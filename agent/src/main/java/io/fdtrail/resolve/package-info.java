/**
 * What the kernel's records do not say and {@code /proc} and the cgroups do: containers, names,
 * limits.
 */
package io.fdtrail.resolve;
