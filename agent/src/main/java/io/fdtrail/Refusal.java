package io.fdtrail;

import io.fdtrail.bpf.Backend;

/**
 * A backend that does not work here.
 *
 * @param reason in a line
 * @param explained whether that is a cause outside of the backend and the kernel, which concerns the others, too
 * @param log what libbpf and the verifier said, many lines; empty when nothing
 */
public record Refusal(Backend backend, String reason, boolean explained, String log) {
  @Override
  public String toString() {
    return backend.word() + ": " + reason;
  }
}
