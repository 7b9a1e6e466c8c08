package io.fdtrail.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.RawText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
  private static final int PID = 42;

  @TempDir Path root;
  private Path elsewhere;
  private FakeProc proc;

  @BeforeEach
  void oneProcess() throws IOException {
    elsewhere = Files.createDirectory(root.resolve("elsewhere"));
    proc = new FakeProc(root).process(PID, "net:[4026531840]");
  }

  private static long inode(Path file) throws IOException {
    return (Long) Files.getAttribute(file, "unix:ino");
  }

  /** As the kernel packs it. */
  static int dev(Path file) throws IOException {
    long dev = (Long) Files.getAttribute(file, "unix:dev");
    return (int) ((dev >> 8 & 0xfff) << 20 | dev & 0xff | dev >> 12 & 0xfff00);
  }

  @Test
  void socketTablesOfAProcessAndOurs() throws IOException {
    proc.table(PID, "unix", "theirs\n").ownTable("unix", "ours\n");

    assertThat(proc.files().socketTable(PID, "unix")).hasValue("theirs\n".getBytes(StandardCharsets.US_ASCII));
    assertThat(proc.files().ownSocketTable("unix")).hasValue("ours\n".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void aProcessThatIsGoneHasNoAnswer() {
    assertThat(proc.files().socketTable(43, "unix")).isEmpty();
    assertThat(proc.files().networkNamespace(43)).isEmpty();
    assertThat(proc.files().linkOf(43, 3, 0, 0)).isEmpty();
  }

  @Test
  void networkNamespaces() {
    assertThat(proc.files().networkNamespace(PID)).contains("net:[4026531840]");
  }

  @Test
  void theLinkOfADescriptor() throws IOException {
    Path file = Files.createFile(elsewhere.resolve("m\u00fcller"));
    proc.link(PID, 3, file);

    assertThat(proc.files().linkOf(PID, 3, dev(file), inode(file))).hasValue(file.toString().getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aDescriptorThatIsAnothersNow() throws IOException {
    Path file = Files.createFile(elsewhere.resolve("file"));
    proc.link(PID, 3, file);

    assertThat(proc.files().linkOf(PID, 3, dev(file), inode(file) + 1)).isEmpty();
    assertThat(proc.files().linkOf(PID, 3, dev(file) + 1, inode(file))).isEmpty();
    assertThat(proc.files().linkOf(PID, 4, dev(file), inode(file))).isEmpty();
  }

  /** Java's own names of files cannot hold such a byte. */
  @Test
  void aNameThatTheLocaleCannotTell() throws Exception {
    String script = "f=$(printf '%s/\\377' \"$1\"); : >\"$f\"; ln -s \"$f\" \"$2\"; stat -c %i \"$f\"";
    Path link = root.resolve(PID + "/fd/3");
    Process shell = new ProcessBuilder("sh", "-c", script, "sh", elsewhere.toString(), link.toString()).start();
    long inode = Long.parseLong(new String(shell.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).trim());
    assertThat(shell.waitFor()).isZero();

    assertThat(proc.files().linkOf(PID, 3, dev(elsewhere), inode)).isEmpty();
  }

  @Test
  void processesAndTheirDescriptors() throws IOException {
    proc.process(7, "net:[1]").link(PID, 10, Path.of("socket:[99]")).link(PID, 3, Path.of("pipe:[5]"));
    Files.createDirectory(root.resolve("sys"));

    assertThat(proc.files().processes()).containsExactly(7, PID);
    assertThat(proc.files().descriptors(PID)).containsExactly(Map.entry(3, "pipe:[5]"), Map.entry(10, "socket:[99]"));
    assertThat(proc.files().descriptors(43)).isEmpty();
  }

  @Test
  void namesMayHoldALineFeed() throws IOException {
    Files.writeString(root.resolve(PID + "/comm"), "two\nlines\n");

    assertThat(proc.files().comm(PID)).isEqualTo(RawText.of("two\nlines"));
    assertThat(proc.files().comm(43)).isEqualTo(RawText.EMPTY);
  }

  @Test
  void theSoftLimitOfOpenFiles() throws IOException {
    Files.writeString(
        root.resolve(PID + "/limits"),
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max processes             94949                94949                processes \n"
            + "Max open files            1024                 524288               files     \n");

    assertThat(proc.files().openFilesLimit(PID)).hasValue(1024);
    assertThat(proc.files().openFilesLimit(43)).isEmpty();
  }

  @Test
  void queuedDescriptorsOfASocket() throws IOException {
    Files.createDirectory(root.resolve(PID + "/fdinfo"));
    Files.writeString(root.resolve(PID + "/fdinfo/3"), "pos:\t0\nflags:\t02\nmnt_id:\t9\nino:\t99\nscm_fds: 17\n");
    Files.writeString(root.resolve(PID + "/fdinfo/4"), "pos:\t0\nflags:\t02\n");

    assertThat(proc.files().queuedDescriptors(PID, 3)).isEqualTo(17);
    assertThat(proc.files().queuedDescriptors(PID, 4)).isZero();
    assertThat(proc.files().queuedDescriptors(PID, 5)).isZero();
  }
}
