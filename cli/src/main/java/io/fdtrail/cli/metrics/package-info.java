/** What a trace reports about its own health, for Prometheus. */
package io.fdtrail.cli.metrics;
