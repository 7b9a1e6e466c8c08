package io.fdtrail.decode;

import static io.fdtrail.decode.RecordLayout.*;

import io.fdtrail.event.Act;
import io.fdtrail.event.Action;
import io.fdtrail.event.CloseOnExec;
import io.fdtrail.event.DropReason;
import io.fdtrail.event.FdEvent;
import io.fdtrail.event.PeerProcess;
import io.fdtrail.event.Process;
import io.fdtrail.event.RawText;
import io.fdtrail.event.Sender;
import io.fdtrail.event.Sock;
import io.fdtrail.event.Stack;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.IntUnaryOperator;

/**
 * Decodes a record into an event. If an event's process, socket, file or sender equals that of an
 * earlier event, it is the same object. For use by one thread.
 */
public final class RecordDecoder {
  private static final Action[] ACTIONS = byCode(Action.values());
  private static final DropReason[] REASONS = DropReason.values();

  private static final Process NO_PROCESS = new Process(0, 0, 0, 0, RawText.EMPTY, 0, false);
  private static final Sock NO_SOCKET = new Sock(-1, 0, 0, 0, RawText.EMPTY);

  private final Parts parts = new Parts();
  private final Words words = parts.words();
  private final Memo<Process> processes = new Memo<>();
  private final Memo<PeerProcess> peers = new Memo<>();
  private final Memo<Sock> sockets = new Memo<>();
  private final Memo<Sender> senders = new Memo<>();
  private final KnownActs acts = new KnownActs();
  private final Identities identities = new Identities();
  private final IdentityDecoder details = new IdentityDecoder(parts, identities::shared);
  private final FileDecoder files;
  private final Stacks stacks;

  /** For records without stacks. */
  public RecordDecoder() {
    this(Stacks.none());
  }

  /** For records of this machine. */
  public RecordDecoder(Stacks stacks) {
    this(stacks, IntUnaryOperator.identity());
  }

  /** For records without stacks, of a machine whose flags of open files become those of ours. */
  public RecordDecoder(IntUnaryOperator openFlags) {
    this(Stacks.none(), openFlags);
  }

  private RecordDecoder(Stacks stacks, IntUnaryOperator openFlags) {
    this.stacks = stacks;
    this.files = new FileDecoder(parts, openFlags);
  }

  private static Action[] byCode(Action[] actions) {
    Action[] byCode = new Action[actions.length + 1];
    for (Action action : actions) {
      byCode[action.code()] = action;
    }
    return byCode;
  }

  /** As {@link io.fdtrail.bpf.Ring.RecordHandler#following}. */
  public void following(ByteBuffer bytes, int from, int to) {
    words.following(bytes, from, to);
  }

  /**
   * Reads a record.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return empty if we cannot read it: it is of another version or kind, malformed, or of an
   *     unknown action
   */
  public Optional<FdEvent> decode(ByteBuffer bytes, int offset, int length) {
    FdEvent again = again(bytes, offset, length);
    return again == null ? other(length) : Optional.of(again);
  }

  /**
   * The event of a record that is like an earlier one, and follows the last one as then; else null.
   * The first half of {@link #decode}.
   */
  public FdEvent again(ByteBuffer bytes, int offset, int length) {
    return parts.readWhole(bytes, offset, length) ? acts.expected(words, length) : null;
  }

  /** The record for which {@link #again} has just returned null. The second half. */
  public Optional<FdEvent> other(int length) {
    if (!parts.find(length, FDTRAIL_KIND_EVENT)) {
      return Optional.empty();
    }
    long hash = KnownActs.hash(parts);
    FdEvent known = acts.find(hash, words, length);
    return known == null ? newAct(hash, length) : Optional.of(known);
  }

  private Optional<FdEvent> newAct(long hash, int length) {
    Optional<FdEvent> event = event();
    event.ifPresent(made -> acts.keep(hash, parts, length, made.act()));
    return event;
  }

  /** Whether it is a record for {@link #decode}, by its kind. */
  public static boolean isEvent(ByteBuffer bytes, int offset, int length) {
    return length > KIND && bytes.get(offset + KIND) == FDTRAIL_KIND_EVENT;
  }

  /**
   * Reads a record that describes a process, or has the stack of an act, for the events after it.
   *
   * @param bytes little-endian
   * @param offset a multiple of 8
   * @return false if it is not such a record, or we cannot read it
   */
  public boolean learn(ByteBuffer bytes, int offset, int length) {
    return stacks.learn(bytes, offset, length) || learnProcess(bytes, offset, length);
  }

  /**
   * Reads a record that has a stack, or what a process has mapped, before the trace begins: the act
   * will not be reported, so its stack is not unwound.
   *
   * @return false if it is not such a record, or we cannot read it
   */
  public boolean skipStack(ByteBuffer bytes, int offset, int length) {
    return Stacks.isStack(bytes, offset, length) || stacks.learnMappings(bytes, offset, length);
  }

  /**
   * Reads a record that describes a process.
   *
   * @return false if it is not such a record, or we cannot read it
   */
  public boolean learnProcess(ByteBuffer bytes, int offset, int length) {
    boolean isProcess =
        length > KIND
            && bytes.get(offset + KIND) == FDTRAIL_KIND_PROCESS
            && parts.read(bytes, offset, length, FDTRAIL_KIND_PROCESS);
    int process = isProcess ? parts.at(PART_PROCESS) : 0;
    int identity = isProcess ? parts.at(PART_IDENTITY) : 0;
    if (process == 0 || identity == 0) {
      return false;
    }
    identities.put(
        parts.number(process, PROCESS_NUMBER), details.identity(process, identity, files.file()));
    return true;
  }

  private Optional<FdEvent> event() {
    int act = parts.at(PART_ACT);
    int refusal = parts.at(PART_REFUSAL);
    int action = act == 0 ? 0 : words.byteAt(act + ACTION);
    int reason = refusal == 0 ? 0 : words.byteAt(refusal + REASON);
    if (action == 0 || action >= ACTIONS.length || reason >= REASONS.length) {
      return Optional.empty();
    }
    int batch = parts.at(PART_BATCH);
    int pairing = parts.at(PART_PAIRING);
    int sender = parts.at(PART_SENDER);
    int caller = parts.at(PART_CALLER);
    int flags = words.intAt(FLAGS);
    Act what =
        new Act(
            ACTIONS[action],
            REASONS[reason],
            refusal == 0 ? 0 : words.shortAt(refusal + ERROR),
            process(flags & FDTRAIL_F_FOLLOWED),
            socket(),
            parts.index(),
            batch == 0 ? 1 : words.shortAt(batch + COUNT),
            words.intAt(act + FD),
            closeOnExec(flags),
            files.file(),
            sender == 0 ? Sender.UNKNOWN : sender(sender, flags & FDTRAIL_F_SENDER_FOLLOWED));
    return Optional.of(
        new FdEvent(
            words.longAt(BOOT_NS),
            what,
            words.longAt(act + MESSAGE),
            sender == 0 ? 0 : words.longAt(sender + IN_FLIGHT_NS),
            pairing == 0 ? 0 : words.longAt(pairing + PAIRING),
            caller == 0 ? Stack.NONE : stacks.of(words.longAt(caller + CALLER_STACK))));
  }

  private static CloseOnExec closeOnExec(int flags) {
    if ((flags & FDTRAIL_F_CLOEXEC) != 0) {
      return CloseOnExec.SET;
    }
    return (flags & FDTRAIL_F_INHERITABLE) != 0 ? CloseOnExec.CLEAR : CloseOnExec.UNKNOWN;
  }

  private Process process(int followed) {
    int at = parts.at(PART_PROCESS);
    if (at == 0) {
      return NO_PROCESS;
    }
    int namespace = parts.at(PART_NAMESPACE);
    int nsPid = namespace == 0 ? 0 : words.intAt(namespace + NS_PID);
    long extra = (long) nsPid << Integer.SIZE | followed;
    int tid = words.intAt(at + TID);
    Process known = processes.find(tid, words.array(), words.place(at), parts.wordsAt(at), extra);
    if (known != null) {
      return known;
    }
    Process process =
        new Process(
            words.intAt(at + PID),
            tid,
            nsPid,
            words.intAt(at + UID),
            parts.comm(at, COMM),
            words.longAt(at + CGROUP_ID),
            followed != 0,
            identities.of(parts.number(at, PROCESS_NUMBER)));
    return processes.keep(tid, words.array(), words.place(at), parts.wordsAt(at), extra, process);
  }

  private Sock socket() {
    int at = parts.at(PART_SOCKET);
    if (at == 0) {
      return NO_SOCKET;
    }
    int address = parts.at(PART_ADDRESS);
    int tailCount = address == 0 ? 0 : parts.wordsAt(address);
    int inode = words.intAt(at + SOCKET_INODE);
    PeerProcess peer = peer();
    Sock known =
        sockets.find(
            inode,
            words.array(),
            words.place(at),
            parts.wordsAt(at),
            words.place(address),
            tailCount,
            peer.pid());
    if (known != null && known.peer() == peer) {
      return known;
    }
    return sockets.keep(
        inode,
        words.array(),
        words.place(at),
        parts.wordsAt(at),
        words.place(address),
        tailCount,
        peer.pid(),
        parts.socket().to(peer));
  }

  private PeerProcess peer() {
    int at = parts.at(PART_PEER);
    if (at == 0) {
      return PeerProcess.UNKNOWN;
    }
    int pid = words.intAt(at + OTHER_PID);
    PeerProcess known = peers.find(pid, words.array(), words.place(at), parts.wordsAt(at), 0);
    return known != null
        ? known
        : peers.keep(
            pid,
            words.array(),
            words.place(at),
            parts.wordsAt(at),
            0,
            new PeerProcess(pid, parts.comm(at, OTHER_COMM)));
  }

  /** Compares only the words after the number and the time, which differ each time. */
  private Sender sender(int at, int followed) {
    int fd = words.intAt(at + SENDER_FD);
    int from = at + SENDER_PID;
    int count = parts.wordsAt(at) - SENDER_PID / Long.BYTES;
    long extra = (long) fd << Integer.SIZE | followed;
    long hash = words.longAt(from) + fd;
    Sender known = senders.find(hash, words.array(), words.place(from), count, extra);
    if (known != null) {
      return known;
    }
    Sender sender =
        new Sender(
            words.intAt(from),
            words.intAt(at + SENDER_TID),
            words.intAt(at + SENDER_UID),
            parts.comm(at, SENDER_COMM),
            fd,
            followed != 0,
            identities.of(parts.number(at, SENDER_NUMBER)));
    return senders.keep(hash, words.array(), words.place(from), count, extra, sender);
  }
}
