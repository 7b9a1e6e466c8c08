// SPDX-License-Identifier: Apache-2.0
/*
 * A fence of seccomp(2) around a process that has attached all it needs: it runs nothing, changes no other process, and,
 * where its output is open already, writes to no file but those that are open. Without any capability root could still
 * write to what belongs to root. Calls are looked at by their numbers and flags; each answers EPERM.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <stdbool.h>
#include <stddef.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_bpf_SystemNative_##name

#if defined(__x86_64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_X86_64
#define FIRST_FOREIGN_CALL 0x40000000 /* x32 */
#elif defined(__aarch64__)
#define OUR_ARCHITECTURE AUDIT_ARCH_AARCH64
#define FIRST_FOREIGN_CALL 0xffffffff
#else
#error "fence_jni.c does not know this architecture"
#endif

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static const int never[] = {
	SYS_execve, SYS_execveat, SYS_ptrace, SYS_process_vm_readv, SYS_process_vm_writev, SYS_perf_event_open, SYS_mount,
	SYS_umount2, SYS_pivot_root, SYS_chroot, SYS_setns, SYS_unshare, SYS_init_module, SYS_finit_module, SYS_delete_module,
	SYS_kexec_load, SYS_reboot, SYS_keyctl, SYS_add_key, SYS_openat2, SYS_io_uring_setup, SYS_userfaultfd,
	SYS_pidfd_getfd, SYS_open_by_handle_at,
};

static const int changes_files[] = {
	SYS_mkdirat, SYS_mknodat, SYS_unlinkat, SYS_renameat2, SYS_linkat, SYS_symlinkat, SYS_truncate, SYS_fchmodat,
	SYS_fchownat, SYS_setxattr, SYS_lsetxattr, SYS_utimensat,
#ifdef __x86_64__
	SYS_open, SYS_creat, SYS_mkdir, SYS_mknod, SYS_unlink, SYS_rmdir, SYS_rename, SYS_renameat, SYS_link, SYS_symlink,
	SYS_chmod, SYS_chown, SYS_lchown,
#endif
};

#define FIELD(name) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, name))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, what)
#define REFUSED ANSWER(SECCOMP_RET_ERRNO | EPERM)

/* Longer than the longest filter, which takes two instructions a call and a dozen more. */
#define ROOM (2 * (COUNT(never) + COUNT(changes_files)) + 24)

struct filter {
	struct sock_filter code[ROOM];
	unsigned short size;
};

static void add(struct filter *filter, struct sock_filter instruction)
{
	filter->code[filter->size++] = instruction;
}

static void refuse(struct filter *filter, int call)
{
	add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, call, 0, 1));
	add(filter, (struct sock_filter)REFUSED);
}

/* The flags of openat(2) are its third argument; little-endian, so that the low word comes first. */
static void refuse_writing(struct filter *filter)
{
	add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_openat, 0, 3));
	add(filter, (struct sock_filter)FIELD(args[2]));
	add(filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, 0, 1));
	add(filter, (struct sock_filter)REFUSED);
}

/* writes: opens files for writing, and renames them, for as long as it lives; reads_maps: calls bpf(2). */
NATIVE(jint, fence0)(JNIEnv *env, jclass class, jboolean writes, jboolean reads_maps)
{
	struct filter filter = {};
	struct sock_fprog program;

	add(&filter, (struct sock_filter)FIELD(arch));
	add(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OUR_ARCHITECTURE, 1, 0));
	add(&filter, (struct sock_filter)REFUSED);
	add(&filter, (struct sock_filter)FIELD(nr));
	add(&filter, (struct sock_filter)BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, FIRST_FOREIGN_CALL, 0, 1));
	add(&filter, (struct sock_filter)REFUSED);
	for (size_t i = 0; i < COUNT(never); i++)
		refuse(&filter, never[i]);
	if (!reads_maps)
		refuse(&filter, SYS_bpf);
	if (!writes) {
		for (size_t i = 0; i < COUNT(changes_files); i++)
			refuse(&filter, changes_files[i]);
		refuse_writing(&filter); /* last, as it leaves another field loaded */
	}
	add(&filter, (struct sock_filter)ANSWER(SECCOMP_RET_ALLOW));
	program = (struct sock_fprog){ .len = filter.size, .filter = filter.code };
	/* all threads of the JVM */
	return syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_TSYNC, &program) ? -errno : 0;
}
