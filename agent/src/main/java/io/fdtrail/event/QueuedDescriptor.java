package io.fdtrail.event;

/**
 * A descriptor of a message that waits in a queue.
 *
 * @param message identifies the message, the same for all its descriptors
 * @param index position of the descriptor in the message, from 0
 * @param file what it refers to
 */
public record QueuedDescriptor(long message, int index, OpenFile file) {}
