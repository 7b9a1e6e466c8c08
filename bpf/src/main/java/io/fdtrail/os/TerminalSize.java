package io.fdtrail.os;

/** How much a terminal shows at once, in characters. */
public record TerminalSize(int rows, int columns) {}
