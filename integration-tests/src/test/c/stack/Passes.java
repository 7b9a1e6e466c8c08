// SPDX-License-Identifier: Apache-2.0
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/**
 * Passes LIBRARY: lists its compiled code in /tmp/perf-PID.map, and then passes a descriptor to itself in a native of LIBRARY
 * (passes_jni.c), until it is killed.
 */
public class Passes {
  private static native int pass(int fd);

  public static void main(String[] arguments) throws Exception {
    System.load(arguments[0]);
    for (int i = 0; i < 20_000; i++) {
      pass(-1); // passes none, but the call is compiled
    }
    ManagementFactory.getPlatformMBeanServer()
        .invoke(
            new ObjectName("com.sun.management:type=DiagnosticCommand"),
            "compilerPerfmap",
            null,
            null);
    pass(0);
    Thread.currentThread().join();
  }
}
