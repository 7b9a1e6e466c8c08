package io.fdtrail.event;

/**
 * A process that another one descends from, as of an act.
 *
 * @param pid in the initial pid namespace
 * @param comm its name: that of its first thread
 */
public record Ancestor(int pid, RawText comm) {}
