package io.fdtrail.cli.options;

import java.net.InetSocketAddress;
import java.util.List;

/**
 * How the health of the trace is served.
 *
 * @param address where
 * @param hosts names that clients may call it by, besides addresses and localhost
 */
public record MetricsOptions(InetSocketAddress address, List<String> hosts) {}
