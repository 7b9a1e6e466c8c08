package io.fdtrail.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.Refusal;
import io.fdtrail.bpf.Preemption;
import io.fdtrail.bpf.ProbeException;
import io.fdtrail.bpf.Surroundings;
import io.fdtrail.doctor.Check.Status;
import io.fdtrail.doctor.Trials.Trial;
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
      Optional.of(new Machine.Kernel(true, 0, "none", true, Preemption.OFF, true));
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
    public int ringSize() {
      return 16 << 20;
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

  private DoctorReport report() {
    return Doctor.examine(new Fake());
  }

  private Trials trials() {
    return report().trials().orElseThrow();
  }

  private Check check(String subject) {
    return report().needs().stream()
        .filter(check -> check.subject().equals(subject))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void allIsWell() {
    assertThat(report().canTrace()).isTrue();
    assertThat(report().release()).isEqualTo("6.12.9-fake");
    assertThat(report().needs()).extracting(Check::status).containsOnly(Status.OK);
    assertThat(report().needs())
        .extracting(Check::subject)
        .containsExactly("privilege", "BTF", "ring buffer", "lockdown", "tracefs");
    assertThat(report().iterators()).extracting(Check::status).containsOnly(Status.OK);
    assertThat(trials())
        .isEqualTo(
            new Trials(
                Optional.of(false),
                BackendLimits.order(Preemption.OFF),
                List.of(works("fentry"), works("kprobe"), works("tracepoint")),
                List.of()));
    assertThat(trials().chosen()).contains("fentry");
    assertThat(check("ring buffer").finding()).contains("16 MiB");
  }

  private static Trial works(String backend) {
    return new Trial(backend, Optional.empty(), List.of());
  }

  @Test
  void aPreemptibleKernelIsServedByKprobe() {
    kernel = Optional.of(new Machine.Kernel(true, 0, "none", true, Preemption.ON, true));
    assertThat(trials().chosen()).contains("kprobe");
    assertThat(trials().preempts()).contains(true);
    assertThat(trials().order()).isEqualTo(BackendLimits.order(Preemption.ON));
  }

  @Test
  void whatTheChosenBackendCannotSeeIsReported() {
    works = EnumSet.of(Backend.TRACEPOINT);
    assertThat(trials().tried())
        .startsWith(new Trial("fentry", Optional.of("no fentry"), List.of("said")));
    assertThat(trials().chosen()).contains("tracepoint");
    assertThat(trials().limits())
        .isEqualTo(BackendLimits.of(Backend.TRACEPOINT, Preemption.OFF))
        .isNotEmpty();
  }

  @Test
  void noBackendWorks() {
    works = EnumSet.noneOf(Backend.class);
    assertThat(report().canTrace()).isFalse();
    assertThat(trials().chosen()).isEmpty();
    assertThat(trials().limits()).isEmpty();
  }

  @Test
  void oneNeedThatIsNotMetIsEnough() throws IOException {
    status("0000000000000000");
    assertThat(trials().chosen()).isPresent();
    assertThat(report().canTrace()).isFalse();
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
            new Machine.Kernel(
                false, Errno.EINVAL, "confidentiality", false, Preemption.UNKNOWN, false));
    iterates = false;
    assertThat(check("BTF").status()).isEqualTo(Status.FAIL);
    assertThat(check("ring buffer"))
        .isEqualTo(Check.fail("ring buffer", "refused: EINVAL", "boot Linux 5.8 or later"));
    assertThat(check("lockdown").status()).isEqualTo(Status.FAIL);
    assertThat(check("tracefs").status()).isEqualTo(Status.OK);
    assertThat(report().iterators())
        .extracting(Check::subject)
        .containsExactly("iterator", "mappings");
    assertThat(report().iterators()).extracting(Check::status).containsOnly(Status.WARN);
    assertThat(trials().preempts()).isEmpty();
  }

  @Test
  void withoutTheLibraryNothingElseIsTried() {
    kernel = Optional.empty();
    assertThat(report().needs()).extracting(Check::subject).containsExactly("privilege", "library");
    assertThat(report().trials()).isEmpty();
    assertThat(report().iterators()).isEmpty();
    assertThat(report().canTrace()).isFalse();
  }
}
