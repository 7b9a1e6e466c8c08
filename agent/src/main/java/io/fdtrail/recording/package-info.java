/** The file of a trace: what the kernel wrote, and what was looked up at that time. */
package io.fdtrail.recording;
