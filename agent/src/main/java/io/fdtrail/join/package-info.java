/** Gives a receive its sender if the record of the send comes later. */
package io.fdtrail.join;
