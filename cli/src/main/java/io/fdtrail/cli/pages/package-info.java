/** What the build of a package makes from the commands: manual pages and completions. */
package io.fdtrail.cli.pages;
