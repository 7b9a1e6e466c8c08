package io.fdtrail.bpf;

import static io.fdtrail.bpf.Hook.always;
import static io.fdtrail.bpf.Hook.whenAskedForExits;
import static io.fdtrail.bpf.Hook.whenFollowing;
import static io.fdtrail.bpf.Hook.where;

import io.fdtrail.kernel.Backend;
import java.util.ArrayList;
import java.util.List;

/**
 * The hooks of each backend.
 *
 * <p>They are attached from top to bottom: the end of a message's life before its beginning, and
 * the return of a function before its entry. So if we see a message's send, we also see its end,
 * and report no drop because we missed its receive. The hooks are detached in the same order, for
 * the same reason.
 */
final class Hooks {
  private static final List<Hook> FENTRY =
      List.of(
          whenFollowing("follow_free", "sched/sched_process_free").onlyTidying(),
          whenAskedForExits("look_at_exit", "sched/sched_process_exit"),
          whenFollowing("follow_fork", "task/task_newtask"),
          always("scm_destroy", "__scm_destroy"),
          where("receive_fd_v510", "__receive_fd", 4),
          where("receive_fd_v512", "__receive_fd", 3),
          where("receive_fd_v68", "receive_fd", 3).unless("__receive_fd"),
          where("install_fd_v512", "receive_fd", 2),
          where("receive_fd_replace", "receive_fd_replace"),
          where("supervise", "seccomp_notify_ioctl"),
          where("pidfd_getfd", "pidfd_getfd").unless("__arm64_sys_pidfd_getfd"),
          where("pidfd_getfd_call", "__arm64_sys_pidfd_getfd"),
          where("pidfd_prepare", "pidfd_prepare", 3),
          always("scm_detach_fds", "scm_detach_fds"),
          where("unix_add_edges", "unix_add_edges"),
          where("unix_attach_fds", "unix_attach_fds").unless("unix_add_edges"),
          always("scm_fp_dup", "scm_fp_dup"),
          where("unix_find_other", "unix_find_other", 4),
          where("unix_find_other_flags", "unix_find_other", 5),
          where("unix_seqpacket_sendmsg", "unix_seqpacket_sendmsg"),
          where("sock_cmsg_send_msg", "__sock_cmsg_send", 4),
          where("sock_cmsg_send", "__sock_cmsg_send", 3),
          always("scm_send", "__scm_send"));

  private static final List<Hook> KPROBE =
      List.of(
          whenFollowing("follow_free", "sched/sched_process_free").onlyTidying(),
          whenAskedForExits("look_at_exit", "exit_files"),
          whenFollowing("follow_fork", "wake_up_new_task"),
          always("scm_destroy", "__scm_destroy"),
          where("receive_fd_v510", "__receive_fd", 4),
          where("receive_fd_v510_entry", "__receive_fd", 4),
          where("receive_fd_v512", "__receive_fd", 3),
          where("receive_fd_v512_entry", "__receive_fd", 3),
          where("receive_fd_v68", "receive_fd", 3).unless("__receive_fd"),
          where("receive_fd_v68_entry", "receive_fd", 3).unless("__receive_fd"),
          where("install_fd_v512", "receive_fd", 2),
          where("install_fd_v512_entry", "receive_fd", 2),
          where("receive_fd_replace", "receive_fd_replace"),
          where("receive_fd_replace_entry", "receive_fd_replace"),
          where("supervise", "seccomp_notify_ioctl"),
          where("pidfd_getfd", "pidfd_getfd").unless("__arm64_sys_pidfd_getfd"),
          where("pidfd_getfd_entry", "pidfd_getfd").unless("__arm64_sys_pidfd_getfd"),
          where("pidfd_getfd_call", "__arm64_sys_pidfd_getfd"),
          where("pidfd_getfd_call_entry", "__arm64_sys_pidfd_getfd"),
          where("pidfd_prepare", "pidfd_prepare", 3),
          where("pidfd_prepare_entry", "pidfd_prepare", 3),
          always("scm_detach_fds", "scm_detach_fds"),
          where("unix_add_edges", "unix_add_edges"),
          where("unix_attach_fds", "unix_attach_fds").unless("unix_add_edges"),
          where("unix_inflight", "unix_inflight").unless("unix_add_edges"),
          where("unix_attach_fds_entry", "unix_attach_fds").unless("unix_add_edges"),
          always("scm_fp_dup", "scm_fp_dup"),
          always("scm_fp_dup_entry", "scm_fp_dup"),
          where("unix_find_other", "unix_find_other", 4),
          where("unix_find_other_flags", "unix_find_other", 5),
          where("unix_seqpacket_sendmsg", "unix_seqpacket_sendmsg"),
          where("unix_seqpacket_sendmsg_entry", "unix_seqpacket_sendmsg"),
          where("sock_cmsg_send_msg", "__sock_cmsg_send", 4),
          where("sock_cmsg_send", "__sock_cmsg_send", 3),
          always("scm_send", "__scm_send"),
          always("scm_send_entry", "__scm_send"));

  private static final List<Hook> TRACEPOINT =
      List.of(
          whenFollowing("follow_free", "sched/sched_process_free").onlyTidying(),
          whenAskedForExits("look_at_exit", "sched/sched_process_exit"),
          whenFollowing("follow_fork", "task/task_newtask"),
          always("kfree_skb", "skb/kfree_skb").alsoInInterrupts(),
          always("consume_skb", "skb/consume_skb").alsoInInterrupts(),
          always("sock_recv_length", "sock/sock_recv_length"),
          always("skb_copy_datagram_iovec", "skb/skb_copy_datagram_iovec"),
          always("sock_send_length", "sock/sock_send_length"),
          always("sk_data_ready", "sock/sk_data_ready").alsoInInterrupts());

  /** The tracepoint that the backend on tracepoints needs most. */
  static final String SOCKET_TRACEPOINT = "sock/sk_data_ready";

  private Hooks() {}

  static List<Hook> of(Backend backend) {
    return switch (backend) {
      case FENTRY -> FENTRY;
      case KPROBE -> KPROBE;
      case TRACEPOINT -> TRACEPOINT;
    };
  }

  /** The hooks for this kernel, in the order of attachment. */
  static List<Hook> of(Backend backend, KernelTypes kernel, Knobs knobs) {
    List<Hook> wanted = new ArrayList<>();
    for (Hook hook : of(backend)) {
      if (hook.isWanted(kernel, knobs)
          || (backend == Backend.KPROBE
              && hook.takesOnlyTheName()
              && kernel.hasUndescribed(hook.target()))) {
        wanted.add(hook);
      }
    }
    return wanted;
  }
}
