package io.fdtrail.doctor;

import io.fdtrail.doctor.Check.Status;
import java.util.List;
import java.util.Optional;

/**
 * What tracing needs on this machine, and which of it is there.
 *
 * @param release of the kernel
 * @param architecture as Java names it
 * @param needs what every backend needs
 * @param trials empty if the native library cannot be loaded
 * @param iterators what {@code inflight} and {@code leaks} need to see everything; empty likewise
 */
public record DoctorReport(
    String release,
    String architecture,
    List<Check> needs,
    Optional<Trials> trials,
    List<Check> iterators) {
  public boolean canTrace() {
    return needs.stream().noneMatch(check -> check.status() == Status.FAIL)
        && trials.flatMap(Trials::chosen).isPresent();
  }
}
