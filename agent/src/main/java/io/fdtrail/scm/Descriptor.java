package io.fdtrail.scm;

import io.fdtrail.os.Libc;

/** A descriptor of ours, closed only once. */
public final class Descriptor implements AutoCloseable {
  private final Libc libc;
  private int number;

  Descriptor(Libc libc, int number) {
    this.libc = libc;
    this.number = number;
  }

  public int number() {
    return number;
  }

  @Override
  public void close() {
    if (number >= 0) {
      libc.functions().close(number);
      number = -1;
    }
  }
}
