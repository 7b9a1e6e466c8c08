/** The kind of a file, from what the kernel says of it: its filesystem, mode and name. */
package io.fdtrail.files;
