package io.fdtrail.resolve;

import io.fdtrail.event.Cgroup;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Identity;
import io.fdtrail.event.Process;
import io.fdtrail.event.Sender;

/** Adds to events what is known of the cgroups of their processes, and asks once for each. */
public final class CgroupMarks {
  /** Who knows cgroups. */
  public interface Lookup {
    /**
     * What is known of a cgroup, in which a process was at that time.
     *
     * @return null if nothing is known yet
     */
    Cgroup of(long cgroupId, int pid, long bootNs);
  }

  private final Lookup lookup;
  private final RecentResults<Process, Process> processes = new RecentResults<>();
  private final RecentResults<Sender, Sender> senders = new RecentResults<>();
  private final RecentResults<Identity, Cgroup> ofSenders = new RecentResults<>();

  public CgroupMarks(Lookup lookup) {
    this.lookup = lookup;
  }

  /** The same event, with the containers and the units of the acting process and of the sender. */
  public FdEvent mark(FdEvent event) {
    long bootNs = event.bootNs();
    Process process =
        processes.get(event.process(), event.process().tid(), by -> inItsCgroup(by, bootNs));
    int number = event.sender().pid() + event.sender().fd();
    Sender sender = senders.get(event.sender(), number, by -> inItsCgroup(by, bootNs));
    FdEvent marked = process == null || process == event.process() ? event : event.by(process);
    return sender == null || sender == event.sender() ? marked : marked.sentBy(sender);
  }

  /** Null if the cgroup is not known yet. */
  private Process inItsCgroup(Process process, long bootNs) {
    Cgroup cgroup = lookup.of(process.cgroupId(), process.pid(), bootNs);
    return cgroup == null ? null : cgroup.isKnown() ? process.in(cgroup) : process;
  }

  /** Likewise. There are as many senders as a process sends different numbers. */
  private Sender inItsCgroup(Sender sender, long bootNs) {
    Cgroup cgroup =
        ofSenders.get(
            sender.identity(),
            sender.pid(),
            identity -> lookup.of(identity.cgroupId(), sender.pid(), bootNs));
    return cgroup == null ? null : cgroup.isKnown() ? sender.in(cgroup) : sender;
  }
}
