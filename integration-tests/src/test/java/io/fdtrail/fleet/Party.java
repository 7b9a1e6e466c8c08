package io.fdtrail.fleet;

/**
 * A program that passes descriptors, the same on all hosts.
 *
 * @param userUnit, container, image null where it has none
 */
record Party(
    String process, long uid, String unit, String userUnit, String container, String image) {
  static Party ofUnit(String process, long uid, String unit) {
    return new Party(process, uid, unit, null, null, null);
  }

  static Party ofUser(String process, String userUnit) {
    return new Party(process, 1000, "user@1000.service", userUnit, null, null);
  }

  static Party inContainer(String process, long uid, String name, String image) {
    return new Party(process, uid, null, null, name, image);
  }

  String exe() {
    return "/usr/bin/" + process;
  }

  String service() {
    return container != null ? container : userUnit != null ? userUnit : unit;
  }

  long pid(int host) {
    return 1000L + Math.floorMod(process.hashCode(), 30_000) + host % 7;
  }
}
