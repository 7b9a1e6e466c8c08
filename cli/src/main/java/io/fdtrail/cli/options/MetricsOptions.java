package io.fdtrail.cli.options;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the health of the trace is served.
 *
 * @param address where
 * @param hosts names that clients may use for it, in addition to addresses and localhost
 */
public record MetricsOptions(InetSocketAddress address, List<String> hosts) {}
