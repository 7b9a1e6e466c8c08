package io.fdtrail.cli.replay;

import java.io.InputStream;

/**
 * A file.
 *
 * @param name for messages
 */
public record Input(String name, InputStream bytes) {}
