// SPDX-License-Identifier: Apache-2.0
/*
 * A list of the files that can still be opened (Landlock, since 5.13), as a descriptor to which each thread then restricts
 * itself (privilege_jni.c). Natives return -errno and never throw.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <jni.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NATIVE(type, name) JNIEXPORT type JNICALL Java_io_fdtrail_os_FileFence_##name

/* As in linux/landlock.h; that of the build machine may be too old for some of them. */
#define CREATE_RULESET_VERSION 1
#define RULE_PATH_BENEATH 1

enum {
	WRITE_FILE = 1 << 1,
	READ_FILE = 1 << 2,
	READ_DIR = 1 << 3,
	REMOVE_FILE = 1 << 5,
	MAKE_REG = 1 << 8,
	TRUNCATE = 1 << 14,
};

static const uint64_t all_rights[] = { 0, 0x1fff, 0x3fff, 0x7fff, 0x7fff, 0xffff }; /* by version of Landlock */

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

struct ruleset {
	uint64_t files;
};

struct path_beneath {
	uint64_t rights;
	int32_t parent;
} __attribute__((packed));

/* Which version the kernel has, or -errno: it has none, or was booted without it. */
NATIVE(jint, landlockVersion0)(JNIEnv *env, jclass class)
{
	long version = syscall(__NR_landlock_create_ruleset, NULL, 0, CREATE_RULESET_VERSION);

	return version < 0 ? -errno : version;
}

static uint64_t rights_of(jint version)
{
	return all_rights[(size_t)version < COUNT(all_rights) ? (size_t)version : COUNT(all_rights) - 1];
}

/* Nothing can be opened but what is added. */
NATIVE(jint, ruleset0)(JNIEnv *env, jclass class, jint version)
{
	struct ruleset ruleset = { rights_of(version) };
	long fd = syscall(__NR_landlock_create_ruleset, &ruleset, sizeof(ruleset), 0);

	return fd < 0 ? -errno : fd;
}

/* Adds a file, or everything below a directory. If a directory is written to, files can also be made and removed there. */
NATIVE(jint, addPath0)(JNIEnv *env, jclass class, jint ruleset, jint version, jstring path, jboolean writes)
{
	const char *text = (*env)->GetStringUTFChars(env, path, NULL);
	struct path_beneath rule = { READ_FILE, -1 };
	struct stat status;
	int result;

	if (!text)
		return -ENOMEM;
	rule.parent = open(text, O_PATH | O_CLOEXEC);
	(*env)->ReleaseStringUTFChars(env, path, text);
	if (rule.parent < 0)
		return -errno;
	if (writes)
		rule.rights |= WRITE_FILE | TRUNCATE;
	if (fstat(rule.parent, &status) == 0 && S_ISDIR(status.st_mode))
		rule.rights |= READ_DIR | (writes ? REMOVE_FILE | MAKE_REG : 0);
	rule.rights &= rights_of(version);
	result = syscall(__NR_landlock_add_rule, ruleset, RULE_PATH_BENEATH, &rule, 0) ? -errno : 0;
	close(rule.parent);
	return result;
}

NATIVE(jint, closeRuleset0)(JNIEnv *env, jclass class, jint ruleset)
{
	return close(ruleset) ? -errno : 0;
}
