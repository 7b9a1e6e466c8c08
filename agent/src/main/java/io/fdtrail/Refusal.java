package io.fdtrail;

import io.fdtrail.kernel.Backend;

/**
 * A backend that does not work here.
 *
 * @param reason in one line
 * @param explained whether the cause is outside of the backend and the kernel, and affects the
 *     other backends too
 * @param log the lines from libbpf and the verifier; empty if there are none
 */
public record Refusal(Backend backend, String reason, boolean explained, String log) {
  @Override
  public String toString() {
    return backend.word() + ": " + reason;
  }
}
