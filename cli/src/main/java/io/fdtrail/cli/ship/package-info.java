/** Sends the lines that a tracer's service writes to a collector, each at least once. */
package io.fdtrail.cli.ship;
