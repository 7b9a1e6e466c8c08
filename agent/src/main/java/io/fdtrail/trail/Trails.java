package io.fdtrail.trail;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.Sender;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins the hops of open files into trails. A file is identified by its id, device and inode. Its
 * ways form a tree, because one descriptor may be sent to many processes. The number of stops is
 * limited: the files that moved least recently are forgotten.
 */
public final class Trails {
  /** How many stops are remembered. */
  public static final int CAPACITY = 65_536;

  /** How many stops of one trail are remembered: descriptors may go to and fro for ever. */
  public static final int LONGEST = 32;

  private record File(long id, int dev, long inode) {}

  private record Held(int pid, int fd) {}

  private static final class Node {
    private final Stop stop;
    private final Deque<Stop> before;
    private final boolean isCut;

    Node(Stop stop, Deque<Stop> before, boolean isCut) {
      this.stop = stop;
      this.before = before;
      this.isCut = isCut;
    }
  }

  private final Map<File, Map<Held, Node>> files = new LinkedHashMap<>(16, 0.75f, true);
  private int stops;
  private long forgotten;

  /** The trail that the event extends; empty if it moves no known file from a known process. */
  public Optional<Trail> add(FdEvent event) {
    if (!isHop(event)) {
      return Optional.empty();
    }
    OpenFile file = event.file();
    Sender sender = event.sender();
    Map<Held, Node> nodes =
        files.computeIfAbsent(
            new File(file.id(), file.dev(), file.inode()), moved -> new HashMap<>());
    Node from = nodes.get(new Held(sender.pid(), sender.fd()));
    if (from == null) {
      from =
          new Node(new Stop(sender.pid(), sender.comm(), sender.fd()), new ArrayDeque<>(), false);
      put(nodes, from);
    }
    Node to = after(from, new Stop(event.process().pid(), event.process().comm(), event.fd()));
    put(nodes, to);
    forgetOldest();
    return Optional.of(trail(to));
  }

  private static boolean isHop(FdEvent event) {
    return switch (event.action()) {
      case RECV, PEEK, GRAB, INJECT ->
          event.fd() >= 0 && event.sender().isKnown() && event.file().id() != 0;
      case SEND, FAIL, DROP, PIDFD -> false;
    };
  }

  private static Node after(Node from, Stop stop) {
    Deque<Stop> before = new ArrayDeque<>(from.before);
    before.add(from.stop);
    boolean isCut = from.isCut;
    if (before.size() == LONGEST) {
      before.remove();
      isCut = true;
    }
    return new Node(stop, before, isCut);
  }

  /** If a number gets the same file again, the later way counts. */
  private void put(Map<Held, Node> nodes, Node node) {
    if (nodes.put(new Held(node.stop.pid(), node.stop.fd()), node) == null) {
      stops++;
    }
  }

  private void forgetOldest() {
    while (stops > CAPACITY) {
      Map.Entry<File, Map<Held, Node>> oldest = files.entrySet().iterator().next();
      stops -= oldest.getValue().size();
      forgotten++;
      files.remove(oldest.getKey());
    }
  }

  private static Trail trail(Node last) {
    Deque<Stop> all = new ArrayDeque<>(last.before);
    all.add(last.stop);
    return new Trail(List.copyOf(all), last.isCut);
  }

  /**
   * How many files were forgotten, because there were too many stops: their next hop begins a new
   * trail.
   */
  public long forgotten() {
    return forgotten;
  }
}
