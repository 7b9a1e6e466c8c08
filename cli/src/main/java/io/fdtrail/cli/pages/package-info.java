/** What is made of the commands when a package is built: manual pages and completions. */
package io.fdtrail.cli.pages;
