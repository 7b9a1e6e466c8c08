package io.fdtrail.resolve;

import io.fdtrail.event.Act;
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
  private final RecentResults<Act, Act> acts = new RecentResults<>();
  private final RecentResults<Process, Process> processes = new RecentResults<>();
  private final RecentResults<Sender, Sender> senders = new RecentResults<>();
  private final RecentResults<Identity, Cgroup> ofSenders = new RecentResults<>();

  public CgroupMarks(Lookup lookup) {
    this.lookup = lookup;
  }

  /** The same event, with the containers and the units of the acting process and of the sender. */
  public FdEvent mark(FdEvent event) {
    Act act = event.act();
    int number = act.number();
    Act known = acts.find(act, number);
    Act marked = known == null ? marked(act, number, event.bootNs()) : known;
    return marked == act ? event : event.of(marked);
  }

  private Act marked(Act act, int number, long bootNs) {
    Process process = marked(act.process(), bootNs);
    Sender sender = marked(act.sender(), bootNs);
    boolean isFinal = process != null && sender != null;
    Process acting = process == null ? act.process() : process;
    Sender sending = sender == null ? act.sender() : sender;
    Act marked =
        acting == act.process() && sending == act.sender() ? act : act.between(acting, sending);
    return isFinal ? acts.keep(act, number, marked) : marked;
  }

  /** Null if its cgroup is not known yet. */
  private Process marked(Process process, long bootNs) {
    Process known = processes.find(process, process.tid());
    if (known != null) {
      return known;
    }
    Cgroup cgroup = lookup.of(process.cgroupId(), process.pid(), bootNs);
    return cgroup == null
        ? null
        : processes.keep(process, process.tid(), cgroup.isKnown() ? process.in(cgroup) : process);
  }

  /** Likewise. There are as many senders as a process sends different numbers. */
  private Sender marked(Sender sender, long bootNs) {
    int number = sender.pid() + sender.fd();
    Sender known = senders.find(sender, number);
    if (known != null) {
      return known;
    }
    Cgroup cgroup = cgroupOf(sender, bootNs);
    return cgroup == null
        ? null
        : senders.keep(sender, number, cgroup.isKnown() ? sender.in(cgroup) : sender);
  }

  /** Null if it is not known yet. */
  private Cgroup cgroupOf(Sender sender, long bootNs) {
    Identity identity = sender.identity();
    Cgroup known = ofSenders.find(identity, sender.pid());
    if (known != null) {
      return known;
    }
    Cgroup cgroup = lookup.of(identity.cgroupId(), sender.pid(), bootNs);
    return cgroup == null ? null : ofSenders.keep(identity, sender.pid(), cgroup);
  }
}
