/* A BPF program as a security module: CONFIG_BPF_LSM, "bpf" in lsm= and, on this processor, a trampoline. */
#define _GNU_SOURCE
#include "refusing.h"
#include "stage.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/bpf.h>
#include <linux/btf.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define HOOK "bpf_lsm_file_receive"

static const void *kernel_types(void) {
  struct stat size;
  int fd = open("/sys/kernel/btf/vmlinux", O_RDONLY | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &size) < 0)
    stage_skip("the kernel does not describe its types");
  size_t rest = size.st_size;
  char *types = mmap(NULL, rest, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  for (ssize_t n = 1; rest > 0 && n > 0; rest -= n)
    n = read(fd, types + size.st_size - rest, rest);
  close(fd);
  return types;
}

/* What follows a type's own twelve bytes. */
static size_t bytes_behind(uint32_t info) {
  switch (BTF_INFO_KIND(info)) {
    case BTF_KIND_INT:
    case BTF_KIND_VAR:
    case 17: /* BTF_KIND_DECL_TAG */
      return 4;
    case BTF_KIND_ARRAY:
      return sizeof(struct btf_array);
    case BTF_KIND_STRUCT:
    case BTF_KIND_UNION:
    case BTF_KIND_DATASEC:
    case 19: /* BTF_KIND_ENUM64 */
      return 12 * BTF_INFO_VLEN(info);
    case BTF_KIND_ENUM:
    case BTF_KIND_FUNC_PROTO:
      return 8 * BTF_INFO_VLEN(info);
    default:
      return 0;
  }
}

/* The number of a function among the kernel's types; 0 none. */
static uint32_t function_number(const char *name) {
  const struct btf_header *header = kernel_types();
  const char *types = (const char *)header + header->hdr_len + header->type_off;
  const char *names = (const char *)header + header->hdr_len + header->str_off;
  uint32_t number = 1;
  for (const char *at = types; at < types + header->type_len; number++) {
    const struct btf_type *type = (const struct btf_type *)at;
    if (BTF_INFO_KIND(type->info) == BTF_KIND_FUNC && strcmp(names + type->name_off, name) == 0)
      return number;
    at += sizeof *type + bytes_behind(type->info);
  }
  return 0;
}

static int bpf(int command, union bpf_attr *attributes) {
  return syscall(SYS_bpf, command, attributes, sizeof *attributes);
}

/* Where it is not, programs are loaded and attached, and never run. */
static bool is_asked(void) {
  char modules[256] = "";
  FILE *list = fopen("/sys/kernel/security/lsm", "r");
  if (list != NULL) {
    fgets(modules, sizeof modules, list);
    fclose(list);
  }
  return strstr(modules, "bpf") != NULL;
}

void refuse_descriptors(void) {
  const struct bpf_insn program[] = {
      {.code = BPF_JMP | BPF_CALL, .imm = BPF_FUNC_get_current_pid_tgid},
      {.code = BPF_ALU64 | BPF_RSH | BPF_K, .dst_reg = BPF_REG_0, .imm = 32},
      {.code = BPF_ALU64 | BPF_MOV | BPF_X, .dst_reg = BPF_REG_1, .src_reg = BPF_REG_0},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = 0},
      {.code = BPF_JMP | BPF_JNE | BPF_K, .dst_reg = BPF_REG_1, .off = 1, .imm = getpid()},
      {.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = BPF_REG_0, .imm = -EACCES},
      {.code = BPF_JMP | BPF_EXIT}};
  union bpf_attr load = {.prog_type = BPF_PROG_TYPE_LSM,
                         .expected_attach_type = BPF_LSM_MAC,
                         .attach_btf_id = function_number(HOOK),
                         .insn_cnt = sizeof program / sizeof *program,
                         .insns = (uintptr_t)program,
                         .license = (uintptr_t) "GPL"};
  if (!is_asked())
    stage_skip("no bpf in /sys/kernel/security/lsm");
  if (load.attach_btf_id == 0)
    stage_skip("the kernel has no " HOOK);
  int fd = bpf(BPF_PROG_LOAD, &load);
  if (fd < 0)
    stage_skip("the kernel takes no BPF program as a security module: %s", strerrorname_np(errno));
  union bpf_attr attach = {.raw_tracepoint.prog_fd = fd};
  if (bpf(BPF_RAW_TRACEPOINT_OPEN, &attach) < 0)
    stage_skip("the kernel asks no BPF program as a security module: %s", strerrorname_np(errno));
}
