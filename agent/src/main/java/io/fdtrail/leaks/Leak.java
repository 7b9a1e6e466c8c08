package io.fdtrail.leaks;

import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Stack;
import java.util.Map;

/**
 * Similar descriptors that went the same way, of which some are still somewhere.
 *
 * @param sender name of the threads that sent them; empty if unknown
 * @param receiver name of the threads that received them; empty if they are only queued
 * @param file one of them; the shown members are the same for all, but for the name if there is a
 *     stack
 * @param names how many different names their files have
 * @param stack of the receivers; {@link Stack#NONE} unless it was asked for
 * @param received how many went this way
 * @param places where they still are: descriptors; of {@link Place#QUEUED} the sockets in whose
 *     queues they are, and of {@link Place#MAPPED} the inodes
 */
public record Leak(
    RawText sender,
    RawText receiver,
    OpenFile file,
    int names,
    Stack stack,
    long received,
    Map<Place, Numbers> places) {
  /** What is found in a place. */
  public Numbers in(Place place) {
    return places.get(place);
  }

  /** How many are found there. */
  public int count(Place place) {
    return in(place).count();
  }
}
