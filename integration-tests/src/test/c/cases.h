/* The tables of cases, each ended by a row without a name. */
#ifndef PASSFD_CASES_H
#define PASSFD_CASES_H

#include "stage.h"

extern const struct test_case message_cases[];
extern const struct test_case cloexec_cases[];
extern const struct test_case socket_cases[];
extern const struct test_case address_cases[];
extern const struct test_case endpoint_cases[];
extern const struct test_case file_cases[];
extern const struct test_case path_cases[];
extern const struct test_case failure_cases[];
extern const struct test_case refusal_cases[];
extern const struct test_case restart_cases[];
extern const struct test_case foreign_cases[];
extern const struct test_case stop_cases[];
extern const struct test_case ending_cases[];
extern const struct test_case closing_cases[];
extern const struct test_case splice_cases[];
extern const struct test_case uring_cases[];
extern const struct test_case posted_cases[];
extern const struct test_case pidfd_cases[];
extern const struct test_case compat_cases[];
extern const struct test_case grab_cases[];
extern const struct test_case who_cases[];

/* Receiver of one message. */
void take_one(struct stage *stage);

/* The end of a process of a case: removes the file of its own program, and sends. */
int send_of_deleted(const char *program, int socket, int fd);

#endif
