/** Who passes how much. */
package io.fdtrail.traffic;
