package io.fdtrail.resolve;

import io.fdtrail.event.Cgroup;
import io.fdtrail.memory.Recent;
import java.util.Map;

/** What a trace found out about cgroups, as far as it has been reported. */
public final class RecordedCgroups implements CgroupMarks.Lookup {
  private static final int MOST = 4096;

  private record Key(long id, int pid) {}

  private final Map<Key, Cgroup> answers = new Recent<>(MOST);

  /** The root has a cgroup of version 1 for each process, which is unknown once that is gone. */
  private static Key key(long id, int pid) {
    return new Key(id, id == Containers.ROOT_ID ? pid : 0);
  }

  public void put(long id, int pid, Cgroup cgroup) {
    answers.put(key(id, pid), cgroup);
  }

  @Override
  public Cgroup of(long id, int pid, long bootNs) {
    return answers.get(key(id, pid));
  }
}
