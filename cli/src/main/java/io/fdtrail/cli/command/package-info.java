/**
 * One class for each command; {@link io.fdtrail.cli.command.TraceSession} is what trace and demo
 * have in common.
 */
package io.fdtrail.cli.command;
