package io.fdtrail.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/**
 * Texts for the fuzzer to begin with: six names with a NUL between each, and addresses. A character
 * a byte.
 */
final class TextSeeds {
  private static final String ID = "0123456789abcdef".repeat(4);
  private static final String POD = "2f0a1b3c_1d2e_3f40_8a9b_0c1d2e3f4a5b";
  private static final String UNIX = "00000000a1b2c3d4: 00000002 00000000 00010000 0001 01 ";

  private static final String[] HOSTILE = {
    "\033[2J\033]0;title\007",
    "a\r\nb\tc\013d\fe\bf",
    "\233\205\177",
    "\302\233\302\205",
    "\"},{\"x\":\"",
    "\\\\u001b\\33",
    "\0017\0018\0",
    "m\303\274ller\360\237\230\200",
    "\303",
    "\355\240\200\300\200\364\220\200\200",
    "\342\200\250\357\273\277",
    " ",
    "-",
    "\377",
    "x  < systemd/1 fd 3, 2 ms",
    "a/1 fd 3 -> b/2 fd 4  /x",
    " a  b ",
    "...",
    "x (deleted)",
    "a 1 SEND",
    "\342\200\256\342\200\213\302\255\343\205\244\363\240\201\201\356\200\200\302\240",
  };

  private final Map<String, byte[]> seeds = new TreeMap<>();

  private TextSeeds() {
    add("empty", "");
    add(
        "plain",
        "dbus-broker\0/dev/null\0@/tmp/dbus\000127.0.0.1:80 -> 127.0.0.1:50000\0client\0/user.slice");
    for (int i = 0; i < HOSTILE.length; i++) {
      String text = HOSTILE[i].replace('\0', ' ');
      String cgroup = "/machine.slice/machine-" + text.replace('/', ' ') + ".scope";
      add("hostile-" + i, String.join("\0", text, "/tmp/" + text, "@" + text, text, text, cgroup));
    }
    add("name-of-two-blocks", "x\0/" + "\377\n".repeat(1000));
    addCgroups();
    addAddresses();
  }

  /** By name of the file. */
  static Map<String, byte[]> all() {
    return new TextSeeds().seeds;
  }

  private void addCgroups() {
    cgroup("docker", "/system.slice/docker-" + ID + ".scope");
    cgroup("docker-cgroupfs", "/docker/" + ID);
    cgroup("cri-o", "/kubepods.slice/kubepods-pod" + POD + ".slice/crio-" + ID + ".scope");
    cgroup(
        "containerd", "/kubepods/besteffort/pod" + POD.replace('_', '-') + "/cri-containerd:" + ID);
    cgroup("containerd-hostile", "/default/" + "\377\033".repeat(32));
    cgroup("podman", "/user.slice/libpod-" + ID + ".scope");
    cgroup("kubernetes", "/kubepods/burstable/pod" + POD + "/" + ID);
    cgroup("nspawn", "/machine.slice/systemd-nspawn@a\\x2db\\x1b\\x00.service");
    cgroup("pods", "/kubepods/pod".repeat(200));
  }

  private void cgroup(String runtime, String path) {
    add("cgroup-" + runtime, "x\0/x\0/x\0x\0x\0" + path);
  }

  private void addAddresses() {
    add("unix-forged", "x\0/x\0/a\n" + UNIX + "18 /forged\nmore\n" + UNIX + "17\n");
    add("addresses", "\0".repeat(12) + "\377\377\177\0\0\1" + " \001\r\270".repeat(5));
  }

  private void add(String seed, String text) {
    seeds.put(seed, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
