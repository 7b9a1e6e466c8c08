package io.fdtrail.cli.command;

import io.fdtrail.Replay;
import io.fdtrail.cli.metrics.MetricsServer;
import io.fdtrail.cli.options.FileOptions;
import io.fdtrail.cli.options.MetricsOptions;
import io.fdtrail.cli.output.EventOutput;
import io.fdtrail.cli.output.OutputFile;
import io.fdtrail.cli.output.OutputFile.Rotation;
import io.fdtrail.cli.output.Patience;
import io.fdtrail.os.SystemException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Where a trace is reported to.
 *
 * @param file of the rows; empty: the standard output
 * @param recording of what the trace takes from the kernel
 * @param metrics of its health
 */
record Outlets(
    Optional<OutputFile> file, Optional<OutputFile> recording, Optional<MetricsServer> metrics)
    implements AutoCloseable {
  /** Opens those that the options name. */
  static Outlets open(FileOptions rows, FileOptions recording, Optional<MetricsOptions> metrics)
      throws CannotOpen {
    Optional<OutputFile> file = Optional.empty();
    Optional<OutputFile> blocks = Optional.empty();
    if (rows.path().isPresent()) {
      file = Optional.of(open(rows));
    }
    if (recording.path().isPresent()) {
      blocks = Optional.of(openReplacing(recording, Replay.BEGINNING));
    }
    return new Outlets(
        file, blocks, metrics.isPresent() ? Optional.of(listen(metrics.get())) : Optional.empty());
  }

  /** Opens a file for rows. */
  static OutputFile open(FileOptions file) throws CannotOpen {
    String path = file.path().orElseThrow();
    try {
      return OutputFile.open(path, rotation(file), System.err);
    } catch (IOException e) {
      throw cannotOpen(path, e);
    }
  }

  /**
   * Opens a file, and empties it.
   *
   * @param beginning of what may be in it
   */
  static OutputFile openReplacing(FileOptions file, String beginning) throws CannotOpen {
    String path = file.path().orElseThrow();
    try {
      return OutputFile.ofBlocks(path, rotation(file), System.err, beginning);
    } catch (IOException e) {
      throw cannotOpen(path, e);
    }
  }

  private static CannotOpen cannotOpen(String path, IOException e) {
    return new CannotOpen("cannot open " + path + ": " + e.getMessage());
  }

  private static Rotation rotation(FileOptions file) {
    return file.rotateSize().isEmpty()
        ? Rotation.NEVER
        : new Rotation(file.rotateSize().getAsLong(), file.rotateKeep());
  }

  /** Takes the port. */
  static MetricsServer listen(MetricsOptions metrics) throws CannotOpen {
    InetSocketAddress address = metrics.address();
    try {
      return MetricsServer.listen(address, metrics.hosts());
    } catch (IOException e) {
      String place = address.getAddress().getHostAddress() + " port " + address.getPort();
      throw new CannotOpen(
          "cannot serve metrics on " + place + ": " + e.getMessage() + "; choose another one");
    }
  }

  /** Those that are files. */
  List<OutputFile> files() {
    return Stream.of(file, recording).flatMap(Optional::stream).toList();
  }

  /** Opens the files again under their names whenever SIGHUP comes. */
  void reopenOnHangUp() {
    if (!files().isEmpty()) {
      Signals.onHangUp(() -> files().forEach(OutputFile::reopen));
    }
  }

  /** What takes the rows. */
  EventOutput output() throws IOException, SystemException {
    return file.isPresent() ? EventOutput.of(file.get()) : EventOutput.standard(Patience.OURS);
  }

  @Override
  public void close() {
    metrics.ifPresent(MetricsServer::close);
    files().forEach(OutputFile::close);
  }
}
