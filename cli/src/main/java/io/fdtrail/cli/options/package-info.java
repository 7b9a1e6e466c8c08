/** What the command line says: a mixin for picocli, and the plain record that it makes. */
package io.fdtrail.cli.options;
