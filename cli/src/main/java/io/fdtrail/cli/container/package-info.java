/** The names of containers, from the files that their runtimes keep about them. */
package io.fdtrail.cli.container;
