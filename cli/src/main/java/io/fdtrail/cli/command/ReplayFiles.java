package io.fdtrail.cli.command;

import io.fdtrail.cli.options.RecordingOptions;
import io.fdtrail.cli.output.Printable;
import io.fdtrail.cli.replay.Follower;
import io.fdtrail.cli.replay.Input;
import io.fdtrail.cli.replay.Inputs;
import io.fdtrail.cli.replay.Playback;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Opens what {@code -r} reads. */
final class ReplayFiles {
  private static final String UNKNOWN = "it cannot be opened";

  private ReplayFiles() {}

  /** Opens the parts of one recording, or logs. */
  static Playback open(List<String> names, Optional<Progress> progress) throws CannotOpen {
    List<Input> files = new ArrayList<>();
    for (String name : names) {
      if (Files.isDirectory(Path.of(name))) {
        throw new CannotOpen("cannot read " + printable(name) + ": it is a directory");
      }
      InputStream bytes = open(name, () -> bytes(name));
      if (progress.isPresent()) {
        bytes = progress.get().of(bytes, size(name));
      }
      files.add(new Input(printable(name), bytes));
    }
    try {
      return Inputs.open(files);
    } catch (IOException e) {
      throw new CannotOpen(e.getMessage());
    }
  }

  /** Opens a file that grows. */
  static Playback follow(String name, Follower follower) throws CannotOpen {
    Input first = open(name, follower::open);
    try {
      return Inputs.follow(first, follower);
    } catch (IOException e) {
      throw new CannotOpen(e.getMessage());
    }
  }

  static String printable(String name) {
    return name.equals(RecordingOptions.STANDARD_INPUT)
        ? "the standard input"
        : Printable.line(name, StandardCharsets.UTF_8);
  }

  private static InputStream bytes(String name) throws IOException {
    return name.equals(RecordingOptions.STANDARD_INPUT)
        ? new FileInputStream(FileDescriptor.in)
        : Files.newInputStream(Path.of(name));
  }

  /** 0: it has none, like a pipe. */
  private static long size(String name) {
    return name.equals(RecordingOptions.STANDARD_INPUT) ? 0 : Path.of(name).toFile().length();
  }

  private interface Opening<T> {
    T open() throws IOException;
  }

  private static <T> T open(String name, Opening<T> opening) throws CannotOpen {
    String problem = "cannot read " + printable(name) + ": ";
    try {
      return opening.open();
    } catch (NoSuchFileException e) {
      throw new CannotOpen(problem + "there is no such file");
    } catch (AccessDeniedException e) {
      throw new CannotOpen(problem + "permission denied");
    } catch (FileSystemException e) {
      throw new CannotOpen(problem + Objects.requireNonNullElse(e.getReason(), UNKNOWN));
    } catch (IOException e) {
      throw new CannotOpen(problem + UNKNOWN);
    }
  }
}
