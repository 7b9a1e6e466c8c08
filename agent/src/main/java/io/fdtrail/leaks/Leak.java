package io.fdtrail.leaks;

import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;

/**
 * Descriptors that went the same way and look alike, of which some are still open.
 *
 * @param sender name of the threads that sent them; empty unknown
 * @param receiver name of the threads that got them
 * @param file one of them: what is shown of it all have in common
 * @param received how many went this way
 * @param open those of them that the receivers have still open
 * @param held those that the senders have still open, as the number that they sent
 */
public record Leak(
    RawText sender,
    RawText receiver,
    OpenFile file,
    long received,
    Numbers open,
    Numbers held) {}
