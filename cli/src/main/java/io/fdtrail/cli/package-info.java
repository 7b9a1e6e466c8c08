/**
 * The command. {@link io.fdtrail.cli.Main} reads the command line and ends the process; the rest
 * never does.
 */
package io.fdtrail.cli;
