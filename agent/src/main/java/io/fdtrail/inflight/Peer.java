package io.fdtrail.inflight;

import io.fdtrail.event.RawText;
import java.util.Optional;

/**
 * The process at the other end of a socket that connected, listened or created the pair
 * (SO_PEERCRED).
 *
 * @param comm the name of its first thread; empty if it is gone
 */
public record Peer(int pid, Optional<RawText> comm) {}
