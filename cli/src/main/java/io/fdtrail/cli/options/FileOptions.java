package io.fdtrail.cli.options;

import java.util.Optional;
import java.util.OptionalLong;

/**
 * A file for the output.
 *
 * @param path empty: the standard output
 * @param rotateSize it is renamed once it has this many bytes; empty: never
 * @param rotateKeep how many older ones are kept
 */
public record FileOptions(Optional<String> path, OptionalLong rotateSize, int rotateKeep) {}
