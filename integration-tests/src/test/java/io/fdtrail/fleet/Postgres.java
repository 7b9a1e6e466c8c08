package io.fdtrail.fleet;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server of PostgreSQL with an empty database, which is gone afterwards. */
final class Postgres implements AutoCloseable {
  private static final String NOBODY = "65534"; // the server refuses to run as root

  private final Path programs;
  private final Path directory;
  private final int port;

  private Postgres(Path programs, Path directory, int port) {
    this.programs = programs;
    this.directory = directory;
    this.port = port;
  }

  /** Where the newest server is, of Debian's package or as {@code ./check} fetched it. */
  static Optional<Path> programs() throws IOException {
    List<Path> found = new ArrayList<>();
    for (Path place :
        List.of(
            Path.of("/usr/lib/postgresql"), Path.of("../.cache/postgresql/usr/lib/postgresql"))) {
      if (Files.isDirectory(place)) {
        try (Stream<Path> versions = Files.list(place)) {
          versions
              .map(each -> each.resolve("bin").toAbsolutePath().normalize())
              .filter(each -> Files.exists(each.resolve("initdb")) && mayBeRun(each))
              .max(Comparator.naturalOrder())
              .ifPresent(found::add);
        }
      }
    }
    return found.stream().findFirst();
  }

  /** By others, too: a checkout of root's may be hidden from them. */
  private static boolean mayBeRun(Path directory) {
    for (Path each = directory; each != null; each = each.getParent()) {
      try {
        if (!Files.getPosixFilePermissions(each).contains(PosixFilePermission.OTHERS_EXECUTE)) {
          return false;
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return true;
  }

  static Postgres start(Path programs) throws IOException, InterruptedException {
    Path directory = Files.createTempDirectory("fdtrail-postgresql");
    boolean isRoot = "root".equals(System.getProperty("user.name"));
    if (isRoot) {
      run(List.of("chown", NOBODY, directory.toString()));
    }
    Postgres server = new Postgres(programs, directory, freePort());
    server.run("initdb", "-U", "fdtrail", "--locale=C", "-E", "UTF8", "-N");
    String options =
        "-F -p %d -h 127.0.0.1 -k '' -c full_page_writes=off -c max_wal_size=4GB -c jit=off"
            + " -c shared_buffers=512MB -c work_mem=128MB";
    server.run(
        "pg_ctl",
        "-w",
        "-l",
        directory.resolve("log").toString(),
        "-o",
        options.formatted(server.port),
        "start");
    return server;
  }

  /** That nobody uses at this moment. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=fdtrail");
  }

  private void run(String program, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    if ("root".equals(System.getProperty("user.name"))) {
      command.addAll(List.of("setpriv", "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"));
    }
    // of those that were fetched with it
    Path libraries = programs.resolve("../../..").normalize();
    command.addAll(
        List.of(
            "env",
            "LD_LIBRARY_PATH=%1$s/x86_64-linux-gnu:%1$s/aarch64-linux-gnu".formatted(libraries)));
    command.addAll(
        List.of(programs.resolve(program).toString(), "-D", directory.resolve("data").toString()));
    command.addAll(List.of(arguments));
    run(command);
  }

  private static void run(List<String> command) throws IOException, InterruptedException {
    Path log = Files.createTempFile("fdtrail-postgresql", ".log");
    Process process =
        new ProcessBuilder(command)
            .directory(Path.of("/").toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    boolean isDone = process.waitFor(120, TimeUnit.SECONDS);
    String text = Files.readString(log);
    Files.delete(log);
    if (!isDone || process.exitValue() != 0) {
      throw new IOException(command + ": " + text);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      run("pg_ctl", "-w", "-m", "immediate", "stop");
      run(List.of("rm", "-rf", directory.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
