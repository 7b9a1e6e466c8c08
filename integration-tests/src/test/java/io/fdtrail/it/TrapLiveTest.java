package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Neither the environment nor the place it is started in can have it load what is not its own. */
class TrapLiveTest {
  private static final int WRITABLE_BY_OTHERS = 0022;
  private static final Pattern RELATIVE = Pattern.compile("\\((?:AT_FDCWD, )?\"[^/\"]");

  @TempDir private Path trap;

  /**
   * A library, under each name that something might look for, that leaves a mark once it is loaded;
   * and an agent.
   */
  @BeforeEach
  void setTraps() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    Path source =
        Files.writeString(
            trap.resolve("evil.c"),
            """
        #include <fcntl.h>
        #include <stdlib.h>
        __attribute__((constructor)) static void load(void) { open(MARK, O_CREAT | O_WRONLY, 0600); }
        int gconv_init(void *step) { return 1; }
        int gconv(void) { return 1; }
        int Agent_OnLoad(void *vm, char *options, void *reserved) { return 0; }
        """);
    Outcome built =
        Program.shell(
            "cd %s && gcc -shared -fPIC -DMARK='\"%s\"' -o evil.so %s"
                .formatted(trap, mark(), source));
    assertThat(built.status()).as(built.err()).isZero();
    for (String name :
        List.of(
            "libfdtrail.so",
            "libbpf.so.1",
            "libelf.so.1",
            "libz.so.1",
            "libjffi-1.2.so",
            "libjava.so",
            "libnet.so",
            "libnio.so",
            "libjli.so")) {
      Files.copy(trap.resolve("evil.so"), trap.resolve(name));
    }
    Files.writeString(trap.resolve("java"), "#!/bin/sh\ntouch " + mark() + "\n");
    Files.setAttribute(trap.resolve("java"), "unix:mode", 0755);
    Files.writeString(
        trap.resolve(".hotspotrc"), "+PrintVMOptions\nAgentPath=" + trap.resolve("evil.so") + "\n");
    Files.writeString(trap.resolve(".hotspot_compiler"), "print io/fdtrail/cli/Main.main\n");
    Files.writeString(
        trap.resolve("gconv-modules"),
        "module INTERNAL EVIL// ./evil 2\nmodule EVIL// INTERNAL ./evil 2\n");
    Files.writeString(trap.resolve("@argfiles"), "-version\n");
    Files.createDirectories(trap.resolve("io/fdtrail/cli"));
    Files.writeString(trap.resolve("io/fdtrail/cli/Main.class"), "evil");
    Files.writeString(
        trap.resolve("simplelogger.properties"), "org.slf4j.simpleLogger.logFile=" + mark() + "\n");
  }

  private Path mark() {
    return trap.resolve("mark");
  }

  static Stream<String> environments() {
    return Stream.of(
        "LD_PRELOAD=%s/evil.so",
        "LD_LIBRARY_PATH=%s",
        "LD_AUDIT=%s/evil.so",
        "JAVA_TOOL_OPTIONS=-agentpath:%s/evil.so",
        "JDK_JAVA_OPTIONS=-agentpath:%s/evil.so",
        "_JAVA_OPTIONS=-agentpath:%s/evil.so",
        "CLASSPATH=%s",
        "JAVA_HOME=%s",
        "PATH=%s",
        "TMPDIR=%s",
        "HOME=%s",
        "GCONV_PATH=%s",
        "GLIBC_TUNABLES=glibc.malloc.check=3",
        "JFFI_LIBRARY_PATH=%s",
        "LOCPATH=%s",
        "NLSPATH=%s/%%N",
        "FDTRAIL_HIDDEN_LD_PRELOAD=%s/evil.so");
  }

  /** Started in the trap as well, as commands that load all there is to load. */
  @ParameterizedTest
  @MethodSource("environments")
  void theEnvironment(String variable) throws IOException, InterruptedException {
    String line =
        "cd %1$s && /usr/bin/env '%2$s' %3$s --version && /usr/bin/env '%2$s' %3$s grab $$ 0 && /usr/bin/env '%2$s' %3$s -d 0.1 -o json"
            .formatted(trap, variable.formatted(trap), Layout.FDTRAIL);
    Outcome outcome = Program.shell(line);
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.out()).startsWith("fdtrail ").contains("/dev/null", "\"type\":\"summary\"");
    assertThat(outcome.err()).isEmpty();
    assertThat(mark()).doesNotExist();
  }

  /**
   * libc puts an errno into words, and converts them to the character set of who reads them: by a
   * module, if need be.
   */
  @Test
  void anErrorInWords() throws IOException, InterruptedException {
    String variables =
        "GCONV_PATH=%1$s LOCPATH=%1$s OUTPUT_CHARSET=EVIL LANGUAGE=de LANG=de_DE.UTF-8 "
            .formatted(trap);
    for (String arguments :
        List.of("--output %s".formatted(trap), "--metrics 192.0.2.1:1", "grab 1 99")) {
      Outcome outcome = Program.shell(variables + Layout.FDTRAIL + " " + arguments);
      assertThat(outcome.status()).as(arguments).isIn(1, 3);
      assertThat(outcome.errLines())
          .as(arguments)
          .singleElement()
          .asString()
          .startsWith("fdtrail: ");
      assertThat(mark()).as(arguments).doesNotExist();
    }
  }

  /** A list of what is hidden would lack something: so this is all that there is. */
  @Test
  void theJvmHasAnEnvironmentOfItsOwn() throws IOException, InterruptedException {
    String line =
        "NO_COLOR=%1$s TERM=%1$s SECRET=%1$s exec %2$s -n '^passfd$' -d 60 -v"
            .formatted(trap, Layout.FDTRAIL);
    try (Program tracer = Fdtrail.tracing(List.of("bash", "-c", line))) {
      assertThat(Files.readString(Path.of("/proc/" + tracer.pid() + "/environ")))
          .isEqualTo("LC_ALL=C.UTF-8\0NO_COLOR=1\0");
    }
  }

  /** Started where all the traps are: no name is looked up there. */
  @Test
  void nothingIsLookedUpInTheCurrentDirectory() throws IOException, InterruptedException {
    Path log = trap.resolve("calls");
    Outcome outcome =
        Program.shell(
            "cd %s && strace -f -e trace=%%file -o %s %s -n '^passfd$' -d 0.1 -o json"
                .formatted(trap, log, Layout.FDTRAIL));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    List<String> calls = Files.readAllLines(log);
    assertThat(calls).anyMatch(call -> call.contains("libjvm.so"));
    assertThat(calls)
        .filteredOn(call -> !call.contains("getcwd"))
        .filteredOn(call -> RELATIVE.matcher(call).find() || call.contains(trap.toString()))
        .isEmpty();
  }

  @Test
  void aDeletedCurrentDirectoryIsNoMatter() throws IOException, InterruptedException {
    String script =
        """
        mkdir %1$s/gone && cd %1$s/gone && rmdir ../gone
        %2$s --version && %2$s demo -o json && %2$s grab $$ 0 && %2$s -- readlink /proc/self/cwd
        %2$s --output gone.json -d 0.1
        """;
    Outcome outcome = Program.shell(script.formatted(trap, Layout.FDTRAIL));
    assertThat(outcome.out())
        .startsWith("fdtrail ")
        .contains("\"type\":\"summary\"", "/dev/null", trap + "/gone (deleted)\n");
    assertThat(outcome.errLines()).last().asString().startsWith("fdtrail: cannot open gone.json: ");
    assertThat(outcome.status()).isEqualTo(1);
    assertThat(Path.of("/gone.json")).doesNotExist();
  }

  /** What jffi would extract goes nowhere: not to /tmp, not to where we stand. */
  @Test
  void nothingIsExtracted() throws IOException, InterruptedException {
    Path here = Files.createDirectory(trap.resolve("here"));
    Outcome outcome =
        Program.withMountsOfItsOwn(
            "mount -t tmpfs -o noexec tmpfs /tmp && mkdir /tmp/t && cd "
                + here
                + " 2>/dev/null || cd /tmp/t; TMPDIR=/tmp "
                + Layout.FDTRAIL
                + " grab $$ 0 && find /tmp . -type f");
    assertThat(outcome.status()).as(outcome.err()).isZero();
    assertThat(outcome.outLines()).hasSize(2);
  }

  /**
   * What a tracer has mapped to be run is root's, and nobody else can write it or put another in
   * its place.
   */
  @Test
  void whatRunsIsRoots() throws IOException, InterruptedException {
    try (Program tracer = Fdtrail.trace("-o", "json")) {
      TreeSet<String> mapped = new TreeSet<>();
      for (String line : Files.readAllLines(Path.of("/proc/" + tracer.pid() + "/maps"))) {
        String[] fields = line.split(" +", 6);
        if (fields[1].contains("x") && fields.length == 6 && fields[5].startsWith("/")) {
          mapped.add(fields[5]);
        }
      }
      assertThat(mapped)
          .anyMatch(file -> file.endsWith("/libfdtrail.so"))
          .anyMatch(file -> file.endsWith("/libjvm.so"));
      for (String file : mapped) {
        for (Path path = Path.of(file); path != null; path = path.getParent()) {
          Map<String, Object> attributes = Files.readAttributes(path, "unix:uid,mode");
          assertThat(attributes.get("uid")).as(path.toString()).isEqualTo(0);
          assertThat((Integer) attributes.get("mode") & WRITABLE_BY_OTHERS)
              .as(path.toString())
              .isZero();
        }
      }
    }
  }
}
