// SPDX-License-Identifier: Apache-2.0
/* archive-sum FILE: prints what fdtrail.c compares before it hands the class archive FILE to a JVM. */
#include <inttypes.h>
#include <stdio.h>

#include "archive_sum.h"

int main(int argc, char **argv)
{
	uint64_t sum;

	if (argc != 2 || !archive_sum(argv[1], &sum)) {
		fprintf(stderr, "archive-sum: cannot read %s\n", argc > 1 ? argv[1] : "a file, as none is named");
		return 1;
	}
	printf("%016" PRIx64 "\n", sum);
	return 0;
}
