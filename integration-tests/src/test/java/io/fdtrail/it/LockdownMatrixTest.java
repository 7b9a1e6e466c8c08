package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.it.Guest.UnavailableException;
import io.fdtrail.it.KernelTable.Apart;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** A kernel that guards its memory against root too. */
class LockdownMatrixTest {
  private static final String RUN = "lockdown:any";

  @Test
  void lockdownIsNamed() throws IOException, InterruptedException {
    GuestResults results = boot();
    assertThat(results.status(RUN)).as(results.text(RUN, "log")).isZero();
    assertThat(results.text(RUN, "mode")).contains("[confidentiality]");

    assertThat(results.text(RUN, "trace.status")).isEqualTo("3\n");
    assertThat(results.lines(RUN, "trace.err"))
        .singleElement()
        .asString()
        .startsWith("fdtrail: ")
        .contains("lockdown");
    assertThat(results.text(RUN, "doctor.status")).isEqualTo("3\n");
    assertThat(results.lines(RUN, "doctor.out"))
        .anyMatch(line -> line.startsWith("FAIL") && line.contains("lockdown"));
  }

  private static GuestResults boot() throws IOException, InterruptedException {
    Apart apart = KernelTable.read().apart("lockdown").findFirst().orElseThrow();
    try {
      return Guest.run(
          apart.kernel(), "lockdown", List.of(RUN), apart.parameters().toArray(String[]::new));
    } catch (UnavailableException e) {
      return Assumptions.abort(e.getMessage());
    }
  }
}
