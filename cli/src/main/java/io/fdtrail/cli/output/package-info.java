/**
 * Rows and JSON lines. {@link io.fdtrail.cli.output.Columns} lists what can be shown; a {@link
 * io.fdtrail.cli.output.Renderer} writes it to an {@link io.fdtrail.cli.output.EventOutput}.
 */
package io.fdtrail.cli.output;
