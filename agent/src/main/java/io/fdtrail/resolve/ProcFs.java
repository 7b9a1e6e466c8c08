package io.fdtrail.resolve;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code /proc}. The answer is empty for a process that ends meanwhile. */
public final class ProcFs {
  static final Charset OF_PATHS = Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));

  // Names in these files may contain \r, where a line ends for Java unless we say this.
  private static final int LINES = Pattern.MULTILINE | Pattern.UNIX_LINES;

  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
  private static final Pattern OPEN_FILES =
      Pattern.compile("^Max open files +([0-9]{1,18}) ", LINES);
  private static final Pattern CGROUP = Pattern.compile("^0::(/.*)$", LINES);
  private static final Pattern SYSTEMD_CGROUP =
      Pattern.compile("^[0-9]+:name=systemd:(/.+)$", LINES);
  // The name before it may contain anything. proc(5) numbers this field 22.
  private static final Pattern START =
      Pattern.compile("^.*\\) (?:[^ ]+ ){19}([0-9]{1,18}) ", Pattern.DOTALL);
  private static final Pattern REAL_USER = Pattern.compile("^Uid:\t([0-9]{1,10})\t", LINES);
  private static final Pattern CAPABILITIES = Pattern.compile("^CapEff:\t([0-9a-f]{16})$", LINES);
  private static final Pattern SCM_FDS = Pattern.compile("^scm_fds: ([0-9]{1,18})$", LINES);

  private static final long NANOS_PER_TICK = 10_000_000; // USER_HZ is 100 everywhere
  private static final long CAP_SYS_ADMIN = 1 << 21;
  private static final long CAP_SYS_RESOURCE = 1 << 24;
  private static final String INITIAL_USER_NAMESPACE = "user:[4026531837]"; // PROC_USER_INIT_INO

  private final Path root;

  /**
   * @param root usually {@code /proc}
   */
  public ProcFs(Path root) {
    this.root = root;
  }

  private Optional<byte[]> read(String file) {
    try {
      return Optional.of(Files.readAllBytes(root.resolve(file)));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The pids of the processes that exist now. */
  public List<Integer> processes() {
    return numbersIn("");
  }

  /** The links of a process's descriptors; empty if unreadable. */
  public Map<Integer, String> descriptors(int pid) {
    Map<Integer, String> descriptors = new TreeMap<>();
    for (int fd : numbersIn(pid + "/fd")) {
      link(pid + "/fd/" + fd).ifPresent(target -> descriptors.put(fd, target));
    }
    return descriptors;
  }

  private List<Integer> numbersIn(String directory) {
    String[] names = root.resolve(directory).toFile().list();
    return names == null
        ? List.of()
        : Arrays.stream(names)
            .filter(name -> NUMBER.matcher(name).matches())
            .map(Integer::valueOf)
            .sorted()
            .toList();
  }

  /** The name of a process's first thread; empty if it is gone. */
  public RawText comm(int pid) {
    byte[] line = read(pid + "/comm").orElse(new byte[0]);
    return RawText.of(Arrays.copyOf(line, Math.max(0, line.length - 1)));
  }

  /** The process's cgroup in the hierarchy of version 2; empty if it is gone or has none. */
  Optional<String> cgroup(int pid) {
    Matcher matcher = CGROUP.matcher(text(pid + "/cgroup"));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** The same in the hierarchy of version 1 that systemd keeps; empty also for its root. */
  Optional<String> systemdCgroup(int pid) {
    Matcher matcher = SYSTEMD_CGROUP.matcher(text(pid + "/cgroup"));
    return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Whether the process that has this number now had it at that time, in ns since boot. */
  boolean startedBy(int pid, long bootNs) {
    OptionalLong start = start(pid);
    return start.isPresent() && start.getAsLong() <= bootNs;
  }

  /** When a process started, in ns since boot, rounded down; empty if it is gone. */
  public OptionalLong start(int pid) {
    OptionalLong ticks = number(pid + "/stat", START);
    return ticks.isPresent()
        ? OptionalLong.of(ticks.getAsLong() * NANOS_PER_TICK)
        : OptionalLong.empty();
  }

  /** The soft RLIMIT_NOFILE of a process; empty if it is gone. */
  public OptionalLong openFilesLimit(int pid) {
    return number(pid + "/limits", OPEN_FILES);
  }

  /** The real user of a process, whose limits apply to it; empty if it is gone. */
  public OptionalLong realUser(int pid) {
    return number(pid + "/status", REAL_USER);
  }

  /**
   * Whether a process may exceed its limits: CAP_SYS_RESOURCE or CAP_SYS_ADMIN, in the initial user
   * namespace.
   */
  public boolean exceedsLimits(int pid) {
    Matcher matcher = CAPABILITIES.matcher(text(pid + "/status"));
    return matcher.find()
        && (Long.parseUnsignedLong(matcher.group(1), 16) & (CAP_SYS_ADMIN | CAP_SYS_RESOURCE)) != 0
        && link(pid + "/ns/user").filter(INITIAL_USER_NAMESPACE::equals).isPresent();
  }

  /** How many descriptors wait to be received from a socket; 0 if unreadable. */
  public long queuedDescriptors(int pid, int fd) {
    return number(pid + "/fdinfo/" + fd, SCM_FDS).orElse(0);
  }

  /** A file's text as ISO 8859-1; empty if unreadable. */
  private String text(String file) {
    return new String(read(file).orElse(new byte[0]), StandardCharsets.ISO_8859_1);
  }

  private OptionalLong number(String file, Pattern pattern) {
    Matcher matcher = pattern.matcher(text(file));
    return matcher.find()
        ? OptionalLong.of(Long.parseLong(matcher.group(1)))
        : OptionalLong.empty();
  }

  /** The name of a process's network namespace; empty if unreadable. */
  public Optional<String> networkNamespace(int pid) {
    return link(pid + "/ns/net");
  }

  private Optional<String> link(String file) {
    try {
      return Optional.of(Files.readSymbolicLink(root.resolve(file)).toString());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
