package io.fdtrail.os;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our library as it comes with our classes, for programs that name no directory of it. It is loaded
 * by its descriptor: from a file of ours that has lost its name, in a new directory that only we
 * can enter. So nobody can have prepared it or can replace it, and nothing of it stays.
 */
final class PackedLibrary {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Pattern EFFECTIVE_USER =
      Pattern.compile("^Uid:\t[0-9]+\t([0-9]+)\t", Pattern.MULTILINE);
  private static final FileAttribute<Set<PosixFilePermission>> FOR_US_ALONE =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
  private static final String ADVICE = "; name another directory with -Djava.io.tmpdir";

  /** Never closed: the JVM and the dynamic linker remember the library by its number. */
  private static FileChannel open;

  private PackedLibrary() {}

  static void load(String name, Path temporary) throws SystemException {
    byte[] library = PackedFile.read(name);
    try {
      Path directory = Files.createTempDirectory(temporary.toRealPath(), "fdtrail", FOR_US_ALONE);
      try {
        SafePath.requireDirectory(directory, ourUser());
        System.load(unnamed(library, directory.resolve(name)).toString());
      } finally {
        // Last: in a directory of that name others could create what the kernel calls our file now.
        Files.delete(directory);
      }
    } catch (UnsatisfiedLinkError e) {
      throw new SystemException("cannot load " + name + ": " + e.getMessage() + ADVICE);
    } catch (SystemException e) {
      throw new SystemException(e.getMessage() + ADVICE);
    } catch (IOException e) {
      throw new SystemException("cannot load " + name + " from " + temporary + ": " + e + ADVICE);
    }
  }

  /** The descriptor of a file with these bytes, which has no name any more. */
  private static Path unnamed(byte[] bytes, Path file) throws IOException {
    open = FileChannel.open(file, Set.of(CREATE_NEW, READ, WRITE), FOR_US_ALONE);
    Object key;
    try {
      key = key(file);
    } finally {
      Files.delete(file);
    }
    ByteBuffer rest = ByteBuffer.wrap(bytes);
    while (rest.hasRemaining()) {
      open.write(rest);
    }
    return descriptor(key);
  }

  /** Java does not tell the number of a descriptor. */
  private static Path descriptor(Object key) throws IOException {
    try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(DESCRIPTORS)) {
      for (Path descriptor : descriptors) {
        if (isOf(key, descriptor)) {
          return descriptor;
        }
      }
    }
    throw new IOException("it is not in " + DESCRIPTORS);
  }

  /** No, if another thread has closed it. */
  private static boolean isOf(Object key, Path descriptor) {
    try {
      return key.equals(key(descriptor));
    } catch (IOException e) {
      return false;
    }
  }

  /** Device and inode. */
  private static Object key(Path file) throws IOException {
    return Files.readAttributes(file, BasicFileAttributes.class).fileKey();
  }

  private static int ourUser() throws IOException {
    Matcher user = EFFECTIVE_USER.matcher(Files.readString(STATUS));
    if (!user.find()) {
      throw new IOException(STATUS + " names no user");
    }
    return Integer.parseUnsignedInt(user.group(1));
  }
}
