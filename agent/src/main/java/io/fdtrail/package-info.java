/**
 * The library: {@link io.fdtrail.Tracer} follows descriptors from process to process and reports
 * each act to a {@link io.fdtrail.TraceListener}.
 */
package io.fdtrail;
