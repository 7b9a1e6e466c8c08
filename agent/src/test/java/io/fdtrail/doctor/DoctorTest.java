package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.doctor.Check.Status;
import io.fdtrail.kernel.Backend;
import io.fdtrail.os.Capabilities;
import io.fdtrail.os.Errno;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DoctorTest {
  @TempDir private Path proc;

  private Optional<Machine.Kernel> kernel =
      Optional.of(new Machine.Kernel(true, 0, "none", true, Preemption.OFF));
  private Set<Backend> works = EnumSet.allOf(Backend.class);
  private boolean iterates = true;

  private final class Fake implements Machine {
    @Override
    public String release() {
      return "6.12.9-fake";
    }

    @Override
    public Capabilities capabilities() {
      return Capabilities.read(proc.resolve("status"));
    }

    @Override
    public Surroundings surroundings() {
      return new Surroundings(proc, proc, () -> 0);
    }

    @Override
    public Kernel kernel() throws ProbeException {
      return kernel.orElseThrow(() -> new ProbeException("cannot load it"));
    }

    @Override
    public Optional<Refusal> tryOut(Backend backend) {
      return works.contains(backend)
          ? Optional.empty()
          : Optional.of(new Refusal(backend, "no " + backend.word(), false, "said\n"));
    }

    @Override
    public void tryIterator() throws ProbeException {
      if (!iterates) {
        throw new ProbeException("no iterator");
      }
    }
  }

  @BeforeEach
  void isRoot() throws IOException {
    status("000001ffffffffff");
  }

  private void status(String capabilities) throws IOException {
    Files.writeString(proc.resolve("status"), "CapEff:\t" + capabilities + "\n");
  }

  private List<Check> checks() {
    return Doctor.examine(new Fake());
  }

  private Check check(String subject) {
    return checks().stream()
        .filter(check -> check.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allIsWell() {
    assertThat(checks()).extracting(Check::status).containsOnly(Status.OK);
    assertThat(checks())
        .extracting(Check::subject)
        .containsExactly(
            "kernel",
            "privilege",
            "BTF",
            "ring buffer",
            "lockdown",
            "tracefs",
            "preemption",
            "fentry",
            "kprobe",
            "tracepoint",
            "iterator");
    assertThat(check("kernel").finding()).startsWith("6.12.9-fake ");
    assertThat(check("fentry").finding()).isEqualTo("works, and is used");
    assertThat(check("kprobe").finding()).isEqualTo("works");
  }

  @Test
  void aPreemptibleKernelIsServedByKprobe() {
    kernel = Optional.of(new Machine.Kernel(true, 0, "none", true, Preemption.ON));
    assertThat(check("kprobe").finding()).isEqualTo("works, and is used");
  }

  @Test
  void whatTheChosenBackendCannotSeeIsTold() {
    works = EnumSet.of(Backend.TRACEPOINT);
    assertThat(check("fentry"))
        .isEqualTo(new Check(Status.WARN, "fentry", "no fentry", "", "said\n"));
    assertThat(check("tracepoint cannot see").status()).isEqualTo(Status.OK);
  }

  @Test
  void noBackendWorks() {
    works = EnumSet.noneOf(Backend.class);
    assertThat(check("backend"))
        .isEqualTo(Check.fail("backend", "none works", "see the lines above"));
  }

  @Test
  void rightsAreMissing() throws IOException {
    status("0000000000000000");
    assertThat(check("privilege"))
        .isEqualTo(
            Check.fail(
                "privilege", "lacks CAP_BPF and CAP_PERFMON", "run it as root: sudo fdtrail"));
  }

  @Test
  void rightsAreNotKnown() throws IOException {
    Files.delete(proc.resolve("status"));
    assertThat(check("privilege"))
        .isEqualTo(Check.fail("privilege", "not shown by /proc/self/status", "mount /proc"));
  }

  @Test
  void aNamespaceIsTheCauseOfTheRest() throws IOException {
    Files.createDirectories(proc.resolve("self/ns"));
    Files.createSymbolicLink(proc.resolve("self/ns/user"), Path.of("user:[4026532000]"));
    Files.createSymbolicLink(proc.resolve("self/ns/pid"), Path.of("pid:[4026532001]"));
    assertThat(check("privilege").finding()).startsWith("runs in a user namespace of its own");
    assertThat(check("processes").status()).isEqualTo(Status.FAIL);
  }

  @Test
  void theKernelIsTooOld() {
    kernel =
        Optional.of(
            new Machine.Kernel(false, Errno.EINVAL, "confidentiality", false, Preemption.UNKNOWN));
    iterates = false;
    assertThat(check("BTF").status()).isEqualTo(Status.FAIL);
    assertThat(check("ring buffer"))
        .isEqualTo(Check.fail("ring buffer", "refused: EINVAL", "boot Linux 5.8 or later"));
    assertThat(check("lockdown").status()).isEqualTo(Status.FAIL);
    assertThat(check("tracefs").status()).isEqualTo(Status.OK);
    assertThat(check("iterator").status()).isEqualTo(Status.WARN);
  }

  @Test
  void withoutTheLibraryNothingElseIsTried() {
    kernel = Optional.empty();
    assertThat(checks())
        .extracting(Check::subject)
        .containsExactly("kernel", "privilege", "library");
  }
}
