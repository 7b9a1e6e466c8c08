// SPDX-License-Identifier: Apache-2.0
import java.lang.management.ManagementFactory;
import javax.management.ObjectName;

/**
 * Passes LIBRARY [list]: passes a descriptor to itself in a native of LIBRARY (passes_jni.c), and stays until it is killed. With
 * list its compiled code is listed in /tmp/perf-PID.map before that.
 */
public class Passes {
  private static native int pass(int fd);

  public static void main(String[] arguments) throws Exception {
    System.load(arguments[0]);
    for (int i = 0; i < 20_000; i++) {
      pass(-1); // passes none, but the call is compiled
    }
    if (arguments.length > 1) {
      ManagementFactory.getPlatformMBeanServer()
          .invoke(
              new ObjectName("com.sun.management:type=DiagnosticCommand"),
              "compilerPerfmap",
              null,
              null);
    }
    pass(0);
    Thread.currentThread().join();
  }
}
