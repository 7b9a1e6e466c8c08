/** What {@code -r} reads: recordings and JSON lines, which anybody may have made. */
package io.fdtrail.cli.replay;
