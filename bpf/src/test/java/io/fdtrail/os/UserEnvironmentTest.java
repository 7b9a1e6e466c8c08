package io.fdtrail.os;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.os.User.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserEnvironmentTest {
  @TempDir private Path runtime;

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static User alice(int uid) {
    return new User(
        uid,
        1000,
        List.of(),
        Optional.of(new Account(bytes("alice"), bytes("/home/al\351"), bytes(""))));
  }

  private List<String> of(User user, String... variables) {
    List<byte[]> ours = Stream.of(variables).map(UserEnvironmentTest::bytes).toList();
    return UserEnvironment.of(ours, user, runtime).stream()
        .map(variable -> new String(variable, ISO_8859_1))
        .toList();
  }

  @Test
  void whatIsTheUsersReplacesOurs() {
    assertThat(
            of(
                alice(1000),
                "HOME=/root",
                "USER=root",
                "LOGNAME=root",
                "SHELL=/bin/zsh",
                "HOME=/root/too"))
        .containsExactly("HOME=/home/al\351", "USER=alice", "LOGNAME=alice", "SHELL=/bin/sh");
  }

  @Test
  void theRestStaysByteForByte() {
    assertThat(of(alice(1000), "PATH=/a:/\377", "no equals sign", "HOMER=x", "=y", "DISPLAY=:0"))
        .startsWith("PATH=/a:/\377", "no equals sign", "HOMER=x", "=y", "DISPLAY=:0");
  }

  @Test
  void whatLeadsBackToUsIsLeftOut() {
    assertThat(
            of(
                alice(1000),
                "XDG_RUNTIME_DIR=/run/user/0",
                "MAIL=/var/mail/root",
                "XDG_CONFIG_HOME=/root/.config"))
        .noneMatch(
            variable ->
                variable.contains("root")
                    || variable.startsWith("XDG")
                    || variable.startsWith("MAIL"));
  }

  @Test
  void theRuntimeDirectoryIsTheUsers() throws IOException {
    int self = (Integer) Files.getAttribute(runtime, "unix:uid");
    Path directory = Files.createDirectory(runtime.resolve(Integer.toString(self)));
    Files.createDirectory(runtime.resolve(Integer.toString(self + 1)));
    Files.createSymbolicLink(runtime.resolve(Integer.toString(self + 2)), directory);

    assertThat(of(alice(self))).contains("XDG_RUNTIME_DIR=" + directory);
    assertThat(of(alice(self + 1))).noneMatch(variable -> variable.startsWith("XDG"));
    assertThat(of(alice(self + 2))).noneMatch(variable -> variable.startsWith("XDG"));
  }

  @Test
  void aNumberHasNoHome() {
    assertThat(of(User.ofNumber(4711), "HOME=/root", "USER=root", "PATH=/bin"))
        .containsExactly("PATH=/bin");
  }
}
