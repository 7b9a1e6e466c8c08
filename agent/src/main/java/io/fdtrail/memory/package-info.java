/** Bounded memory. */
package io.fdtrail.memory;
