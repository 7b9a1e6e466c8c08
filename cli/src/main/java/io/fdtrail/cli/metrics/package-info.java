/** What a trace tells of its own health, for Prometheus. */
package io.fdtrail.cli.metrics;
