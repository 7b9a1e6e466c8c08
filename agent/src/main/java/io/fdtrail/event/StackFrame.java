package io.fdtrail.event;

/**
 * A call that has not returned yet.
 *
 * @param module the file that is mapped there; empty: none
 * @param buildId of that file, hexadecimal; empty: unknown
 * @param offset in that file, or the address if there is none
 * @param symbol the function; empty: unknown
 * @param symbolOffset from its beginning
 */
public record StackFrame(
    RawText module, String buildId, long offset, RawText symbol, long symbolOffset) {}
