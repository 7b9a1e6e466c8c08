package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A tracer and {@code ship}, each as its unit says, that are killed while descriptors pass. */
class ShipLiveTest {
  private static final int KILLS = Integer.getInteger("fdtrail.kills", 10);
  private static final Path PACKAGE = Layout.ROOT.resolve("cli/src/main/package");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String GROUP = "64999"; // nobody else's
  private static final String USER = "64998";

  @TempDir private Path directory;
  private final Random random = new Random(16);
  private final Thread load = new Thread(ShipLiveTest::pass);
  private Path log;
  private Path state;
  private Program tracer;
  private Program shipper;

  @BeforeAll
  static void assumeTracing() throws IOException, InterruptedException {
    Fdtrail.assumeTracing();
    assumeTrue(
        Program.run("id", "-u").out().strip().equals("0"), "not root: no other user can be taken");
  }

  @BeforeEach
  void make() throws IOException, InterruptedException {
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx--x--x"));
    log = Files.createDirectory(directory.resolve("log"));
    state = Files.createDirectory(directory.resolve("state"));
    assertThat(
            Program.shell(
                    "chgrp "
                        + GROUP
                        + " "
                        + log
                        + "; chmod 750 "
                        + log
                        + "; chown "
                        + USER
                        + " "
                        + state
                        + "; chmod 700 "
                        + state)
                .status())
        .isZero();
  }

  @AfterEach
  void close() throws IOException {
    load.interrupt();
    for (Program each : Arrays.asList(tracer, shipper)) {
      if (each != null) {
        each.close();
      }
    }
  }

  private static String setting(String file, String pattern) throws IOException {
    Matcher matcher =
        Pattern.compile(pattern, Pattern.MULTILINE)
            .matcher(Files.readString(PACKAGE.resolve(file)));
    assertThat(matcher.find()).as(pattern).isTrue();
    return matcher.group(1);
  }

  private Program trace() throws IOException, InterruptedException {
    String line =
        "setpriv --regid "
            + GROUP
            + " --clear-groups sh -c \"umask 027; exec \\\"\\$@\\\"\" - "
            + Layout.FDTRAIL
            + " "
            + setting("fdtrail.service", "^ExecStart=/usr/bin/fdtrail (.*)$")
                .replace(
                    "$FDTRAIL_OPTIONS", setting("fdtrail.default", "^FDTRAIL_OPTIONS=\"(.*)\"$"))
                .replace("/var/log/fdtrail", log.toString())
            + " --rotate-size 2M --rotate-keep 1000 -v -n ^passfd$";
    return Fdtrail.tracing(List.of("bash", "-c", "exec " + line));
  }

  private Program ship(String url) throws IOException {
    String options =
        setting("fdtrail-ship.default", "^FDTRAIL_SHIP_OPTIONS=\"(.*)\"$")
            .replaceAll("http://\\S+", url);
    String line =
        setting("fdtrail-ship.service", "^ExecStart=/usr/bin/fdtrail (.*)$")
            .replace("$FDTRAIL_SHIP_OPTIONS", options)
            .replace("/var/lib/fdtrail-ship", state.toString());
    String user =
        "setpriv --reuid "
            + USER
            + " --regid "
            + USER
            + " --groups "
            + GROUP
            + " --no-new-privs --bounding-set -all --inh-caps -all ";
    List<String> command =
        new ArrayList<>(Arrays.asList((user + Layout.FDTRAIL + " " + line).split(" ")));
    command.addAll(List.of("--interval", "0.05", log.resolve("fdtrail.json").toString()));
    return Program.start(command);
  }

  /** Of the whole lines in all files. */
  private Map<Boolean, List<Long>> written() throws IOException {
    List<String> lines = new ArrayList<>();
    try (Stream<Path> files = Files.list(log)) {
      for (Path each : files.toList()) {
        lines.addAll(Files.readAllLines(each));
      }
    }
    return lines.stream()
        .map(ShipLiveTest::number)
        .collect(Collectors.partitioningBy(number -> number > 0));
  }

  private static long number(String line) {
    try {
      JsonNode seq = JSON.readTree(line).path("seq");
      return seq.asLong();
    } catch (JsonProcessingException e) {
      return 0; // it was torn
    }
  }

  @Test
  void nothingIsMissingHoweverOftenBothAreKilled() throws Exception {
    try (FarEnd collector = new FarEnd(random)) {
      tracer = trace();
      shipper = ship(collector.url());
      load.start();
      for (int kill = 0; kill < KILLS; kill++) {
        int before = collector.arrived.size();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (collector.arrived.size() < before + 500 && System.nanoTime() < until) {
          Thread.sleep(5);
        }
        assertThat(collector.arrived.size()).as(shipper.err()).isGreaterThan(before);
        Thread.sleep(random.nextInt(100));
        if (kill % 2 == 0) {
          kill(shipper);
          shipper = ship(collector.url());
        } else {
          kill(tracer);
          tracer = trace();
        }
      }
      assertThat(Files.readString(Path.of("/proc/" + shipper.pid() + "/status")))
          .contains("Uid:\t" + USER, "CapEff:\t0000000000000000", "NoNewPrivs:\t1");
      load.interrupt();
      load.join();
      tracer.signal("TERM");
      assertThat(tracer.await().status()).isZero();

      Set<Long> expected = new TreeSet<>(written().get(true));
      int before = 0;
      while (collector.arrived.size() > before && collector.arrived.size() < expected.size()) {
        before = collector.arrived.size();
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (collector.arrived.size() < before + 10_000
            && collector.arrived.size() < expected.size()
            && System.nanoTime() < until) {
          Thread.sleep(20);
        }
      }
      shipper.signal("TERM");
      Outcome end = shipper.await();
      assertThat(end.status()).as(end.err()).isZero();
      assertThat(end.err()).contains("rejected 0,", "spool_full 0");
      System.err.println(
          KILLS + " kills, " + expected.size() + " lines, " + collector.twice + " twice");
      Set<Long> missing = new TreeSet<>(expected);
      missing.removeAll(collector.arrived);
      assertThat(missing).isEmpty();
      assertThat(collector.arrived).hasSameSizeAs(expected);
    }
  }

  private static void kill(Program program) throws IOException, InterruptedException {
    program.signal("KILL");
    program.await();
    program.close();
  }

  private static void pass() {
    try {
      while (true) {
        Fdtrail.pass(300);
        Thread.sleep(100); // a shipper that was just started must get on
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
