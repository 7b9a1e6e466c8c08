package io.fdtrail.leaks;

import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;

/**
 * Similar descriptors that went the same way, of which some are still open.
 *
 * @param sender name of the threads that sent them; empty if unknown
 * @param receiver name of the threads that received them
 * @param file one of them; the shown members are the same for all
 * @param received how many went this way
 * @param open those of them that the receivers still have open
 * @param held those that the senders still have open, under the number that they sent
 */
public record Leak(
    RawText sender, RawText receiver, OpenFile file, long received, Numbers open, Numbers held) {}
