/** The way that an open file takes, from process to process. */
package io.fdtrail.trail;
