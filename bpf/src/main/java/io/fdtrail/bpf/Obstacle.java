package io.fdtrail.bpf;

/**
 * Something outside of the kernel's features that keeps our programs from working.
 *
 * @param finding what it is
 * @param advice what to do about it
 */
public record Obstacle(String finding, String advice) {
  /** Finding and advice in one line. */
  public String inOneLine() {
    return finding + ": " + advice;
  }
}
