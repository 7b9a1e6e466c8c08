package io.fdtrail.cli.command;

import io.fdtrail.bpf.Capabilities;
import io.fdtrail.bpf.Fence;
import io.fdtrail.bpf.Fence.Refused;
import io.fdtrail.bpf.ProbeException;
import java.io.PrintWriter;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a trace gives up once all is attached and the command has started, and what it then tries all the same. */
final class Rights {
  private static final Logger LOG = LoggerFactory.getLogger("fdtrail");

  private boolean fenced;

  void giveUp(boolean signalsOthers, boolean readsMaps, Fence.Needs needs, PrintWriter messages) {
    try {
      Capabilities.giveUp(signalsOthers, readsMaps);
    } catch (ProbeException e) {
      messages.println("fdtrail: goes on with all its rights, as it cannot give them up: " + e.getMessage());
      return;
    }
    try {
      Fence.put(needs);
      fenced = true;
    } catch (ProbeException e) {
      LOG.info("without a fence: {}", e.getMessage());
    }
  }

  /** Under -v: what is refused has either been forgotten on the list of the fence, or should not have been tried. */
  void tellRefused() {
    if (fenced && LOG.isInfoEnabled()) {
      LOG.info("{}", refused(Fence.refused()));
    }
  }

  static String refused(List<Refused> calls) {
    long sum = calls.stream().mapToLong(Refused::count).sum();
    String list = calls.stream().map(Refused::call).sorted().collect(Collectors.joining(", "));
    return "the fence refused " + sum + (sum == 1 ? " call" : " calls") + (list.isEmpty() ? "" : ": " + list);
  }
}
