/*
 * Passes descriptors over Unix sockets in every way there is, and states what a tracer must see of it.
 *
 *   passfd list                        names of the cases
 *   passfd run [CASE...]               the truth, one JSON object a line; exit 1 when a case failed
 *   passfd burst PROCESSES MESSAGES FDS
 *   passfd paced RATE SECONDS
 *   passfd chain MESSAGES | drops ROUNDS | flood MESSAGES | before
 *   passfd keep RECEIVED KEPT HELD SECONDS | keep-own COUNT SECONDS | keep-slowly COUNT MILLIS | leak WAY COUNT SECONDS |
 *          end WAY COUNT | heirs PROCESSES
 *   passfd queued TRUTH SOCKETS FDS COMMAND [ARG]...
 *   passfd grabs PROCESSES TIMES | crowd THREADS | thrown-away MESSAGES | awaited MESSAGES | unseen MESSAGES | forgotten REQUESTS |
 *          spliced MESSAGES
 *   passfd stress SENDERS RECEIVERS MESSAGES | shared PROCESSES THREADS MESSAGES
 *   passfd spin MESSAGES | plain MESSAGES | one-thread MESSAGES 0|1 | getppid N | forks N | wait SECONDS|forever
 */
#include "before.h"
#include "bursts.h"
#include "cases.h"
#include "drops.h"
#include "ending.h"
#include "flood.h"
#include "keep.h"
#include "leaking.h"
#include "losses.h"
#include "queued.h"
#include "sharing.h"
#include "stress.h"

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct test_case *const tables[] = {
    message_cases, cloexec_cases, socket_cases, address_cases, endpoint_cases, compat_cases,  uring_cases,
    posted_cases,  pidfd_cases,   file_cases,   path_cases,    failure_cases,  refusal_cases, restart_cases,
    foreign_cases, stop_cases,    ending_cases, closing_cases, splice_cases,   grab_cases,    who_cases};
#define TABLES (sizeof tables / sizeof *tables)

static int list(void) {
  for (size_t i = 0; i < TABLES; i++)
    for (const struct test_case *test = tables[i]; test->name != NULL; test++)
      puts(test->name);
  return 0;
}

static bool wanted(const char *name, char **names, int count) {
  for (int i = 0; i < count; i++)
    if (strcmp(name, names[i]) == 0)
      return true;
  return count == 0;
}

static int run(char **names, int count) {
  int failed = 0, ran = 0;
  truth_open();
  stage_open();
  for (size_t i = 0; i < TABLES; i++) {
    for (const struct test_case *test = tables[i]; test->name != NULL; test++) {
      if (!wanted(test->name, names, count))
        continue;
      ran++;
      failed += !stage_run(test, STDOUT_FILENO);
    }
  }
  if (count > 0 && ran < count)
    errx(2, "no such case; see passfd list");
  return failed > 0;
}

static long number(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (*text == 0 || *end != 0 || value < 0)
    errx(2, "not a number: %s", text);
  return value;
}

int main(int argc, char **argv) {
  const char *command = argc > 1 ? argv[1] : "";
  if (strcmp(command, "list") == 0 && argc == 2)
    return list();
  if (strcmp(command, "run") == 0)
    return run(argv + 2, argc - 2);
  if (strcmp(command, "send-deleted") == 0 && argc >= 4) /* of a case */
    return send_of_deleted(argv[0], number(argv[2]), number(argv[3]));
  if (strcmp(command, "burst") == 0 && argc == 5)
    return burst(number(argv[2]), number(argv[3]), number(argv[4]));
  if (strcmp(command, "paced") == 0 && argc == 4)
    return paced(number(argv[2]), number(argv[3]));
  if (strcmp(command, "drops") == 0 && argc == 3)
    return drops(number(argv[2]));
  if (strcmp(command, "flood") == 0 && argc == 3)
    return flood(number(argv[2]));
  if (strcmp(command, "before") == 0 && argc == 2)
    return before();
  if (strcmp(command, "chain") == 0 && argc == 3)
    return chain(number(argv[2]));
  if (strcmp(command, "stress") == 0 && argc == 5)
    return stress(number(argv[2]), number(argv[3]), number(argv[4]));
  if (strcmp(command, "shared") == 0 && argc == 5)
    return shared(number(argv[2]), number(argv[3]), number(argv[4]));
  if (strcmp(command, "grabs") == 0 && argc == 4)
    return grabs(number(argv[2]), number(argv[3]));
  if (strcmp(command, "crowd") == 0 && argc == 3)
    return crowd(number(argv[2]));
  if (strcmp(command, "awaited") == 0 && argc == 3)
    return awaited(number(argv[2]));
  if (strcmp(command, "thrown-away") == 0 && argc == 3)
    return thrown_away(number(argv[2]));
  if (strcmp(command, "unseen") == 0 && argc == 3)
    return unseen(number(argv[2]));
  if (strcmp(command, "spliced") == 0 && argc == 3)
    return spliced(number(argv[2]));
  if (strcmp(command, "forgotten") == 0 && argc == 3)
    return forgotten(number(argv[2]));
  if (strcmp(command, "keep") == 0 && argc == 6)
    return keep(number(argv[2]), number(argv[3]), number(argv[4]), number(argv[5]));
  if (strcmp(command, "keep-own") == 0 && argc == 4)
    return keep_own(number(argv[2]), number(argv[3]));
  if (strcmp(command, "keep-slowly") == 0 && argc == 4)
    return keep_slowly(number(argv[2]), number(argv[3]));
  if (strcmp(command, "leak") == 0 && argc == 5)
    return leak(argv[2], number(argv[3]), number(argv[4]));
  if (strcmp(command, "end") == 0 && argc == 4)
    return end(argv[2], number(argv[3]));
  if (strcmp(command, "heirs") == 0 && argc == 3)
    return heirs(number(argv[2]));
  if (strcmp(command, "queued") == 0 && argc > 5)
    return queued(argv[2], number(argv[3]), number(argv[4]), argv + 5);
  if (strcmp(command, "spin") == 0 && argc == 3)
    return spin(number(argv[2]));
  if (strcmp(command, "plain") == 0 && argc == 3)
    return plain(number(argv[2]));
  if (strcmp(command, "one-thread") == 0 && argc == 4)
    return one_thread(number(argv[2]), number(argv[3]));
  if (strcmp(command, "getppid") == 0 && argc == 3)
    return getppid_loop(number(argv[2]));
  if (strcmp(command, "forks") == 0 && argc == 3)
    return forks(number(argv[2]));
  if (strcmp(command, "wait") == 0 && argc == 3) {
    if (strcmp(argv[2], "forever") == 0)
      pause();
    else
      sleep(number(argv[2]));
    return 0;
  }
  fprintf(stderr,
          "usage: passfd list | run [CASE...] | burst PROCESSES MESSAGES FDS | spin MESSAGES |\n"
          "              paced RATE SECONDS | stress SENDERS RECEIVERS MESSAGES |\n"
          "              shared PROCESSES THREADS MESSAGES | grabs PROCESSES TIMES | crowd THREADS |\n"
          "              thrown-away MESSAGES | awaited MESSAGES | unseen MESSAGES | forgotten REQUESTS | spliced "
          "MESSAGES |\n"
          "              queued TRUTH SOCKETS FDS COMMAND [ARG]... |\n"
          "              keep RECEIVED KEPT HELD SECONDS | keep-own COUNT SECONDS |\n"
          "              keep-slowly COUNT MILLIS | chain MESSAGES |\n"
          "              leak WAY COUNT SECONDS | end WAY COUNT | heirs PROCESSES | drops ROUNDS |\n"
          "              flood MESSAGES | before |\n"
          "              plain MESSAGES | one-thread MESSAGES 0|1 | getppid N | forks N | wait SECONDS|forever\n");
  return 2;
}
