/**
 * What the command line says. A record of options adds them to a picocli command and reads them
 * back; not by annotations, because to read those takes a third of the start-up time.
 */
package io.fdtrail.cli.options;
