package io.fdtrail.fleet;

/** Of the descriptors that one process in a container received. */
final class Numbers {
  final String image;
  private long received;
  private int lowest = Integer.MAX_VALUE;
  private int highest;

  Numbers(String image) {
    this.image = image;
  }

  void add(int fd) {
    received++;
    lowest = Math.min(lowest, fd);
    highest = Math.max(highest, fd);
  }

  long received() {
    return received;
  }

  int used() {
    return highest - lowest + 1;
  }
}
