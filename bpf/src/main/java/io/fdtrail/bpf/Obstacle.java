package io.fdtrail.bpf;

/**
 * What keeps our programs from working, and is no lack of the kernel's.
 *
 * @param finding what it is
 * @param advice what to do about it
 */
public record Obstacle(String finding, String advice) {
  /** Both in a line. */
  public String inOneLine() {
    return finding + ": " + advice;
  }
}
