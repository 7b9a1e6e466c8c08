package io.fdtrail.it;

import static org.junit.platform.engine.discovery.ClassNameFilter.includeClassNamePatterns;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClasspathRoots;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.TestPlan;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/**
 * Runs tests as root without Maven, which runs as the owner of the checkout. Writes a line for each
 * test that did not pass, and a last one with the numbers of tests, of failed and of skipped ones.
 * Classes may run side by side.
 */
final class LiveTests implements TestExecutionListener {
  private final List<String> report = new ArrayList<>();
  private TestPlan plan;
  private int tests;
  private int failed;
  private int skipped;

  public static void main(String[] arguments) throws IOException {
    LiveTests listener = new LiveTests();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectClasspathRoots(Set.of(Layout.TARGET.resolve("test-classes"))))
            .filters(includeClassNamePatterns(arguments[1]))
            .build();
    LauncherFactory.create().execute(request, listener);
    listener.report.add(listener.tests + " " + listener.failed + " " + listener.skipped);
    Files.write(Path.of(arguments[0]), listener.report);
    if (listener.tests == 0) {
      System.out.println("no test is named " + arguments[1]);
    }
    // whatever thread a failed test left
    System.exit(listener.tests == 0 ? 1 : 0);
  }

  @Override
  public void testPlanExecutionStarted(TestPlan started) {
    plan = started;
  }

  @Override
  public void executionStarted(TestIdentifier test) {
    if (test.getSource().filter(ClassSource.class::isInstance).isPresent()) {
      System.out.println("Running " + test.getLegacyReportingName());
    }
  }

  @Override
  public synchronized void executionSkipped(TestIdentifier test, String reason) {
    tests++;
    skip(test, reason);
  }

  /** A class or a factory of tests counts only if it could not begin. */
  @Override
  public synchronized void executionFinished(TestIdentifier test, TestExecutionResult result) {
    if (test.isTest() || result.getStatus() != TestExecutionResult.Status.SUCCESSFUL) {
      tests++;
    }
    Optional<Throwable> cause = result.getThrowable();
    switch (result.getStatus()) {
      case SUCCESSFUL -> {}
      case ABORTED -> skip(test, cause.map(LiveTests::message).orElse("aborted"));
      case FAILED -> {
        failed++;
        report.add("failed: " + name(test) + ": " + cause.map(LiveTests::message).orElse(""));
        System.out.println(report.get(report.size() - 1));
        cause.ifPresent(thrown -> thrown.printStackTrace(System.out));
      }
    }
  }

  private void skip(TestIdentifier test, String reason) {
    skipped++;
    report.add("skipped: " + name(test) + ": " + reason.lines().findFirst().orElse(""));
  }

  private static String message(Throwable thrown) {
    return Optional.ofNullable(thrown.getMessage())
        .orElse(thrown.getClass().getSimpleName())
        .strip()
        .replaceAll("\\s*\\n\\s*", " ");
  }

  /** The class, and what is below it. */
  private String name(TestIdentifier test) {
    boolean isClass = test.getSource().filter(ClassSource.class::isInstance).isPresent();
    Optional<TestIdentifier> parent = plan.getParent(test);
    return isClass || parent.isEmpty()
        ? test.getDisplayName()
        : name(parent.get()) + " " + test.getDisplayName();
  }
}
