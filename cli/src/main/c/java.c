// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "java.h"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8U /* Linux 6.3; vm.memfd_noexec=2 demands it */
#endif

#define OLDEST_JAVA 17
#define FIRST_JAVA_WITH_CACHE 24 /* JEP 483 */

static const char *const flags[] = {
	"-XX:+UseSerialGC", "-Xms6m", /* otherwise the old generation is not collected before it has all of -Xmx */
	"-Xmx64m", "-Xmn4m",          /* what is allocated for a record is garbage at the next one */
	"-Xss512k",
	"-XX:CompileThresholdScaling=3", /* a start takes a tenth less CPU time: most methods run only a few hundred times */
	"-XX:C1MaxInlineSize=50",        /* not 35: a row takes 7 % fewer instructions; with 70, 4 MB more for 3 % */
	"-XX:-UsePerfData", "-XX:Flags=/dev/null", /* not .hotspotrc in the current directory */
	"-XX:CompileCommandFile=/dev/null",        /* nor .hotspot_compiler */
	"-Xlog:disable",                           /* a JVM's messages would be among the rows */
	"-Xlog:all=error:stderr", "-XX:+DisableAttachMechanism",
	"-XX:+DisplayVMOutputToStderr",       /* nor the threads that it prints on SIGQUIT */
	"-XX:+SuppressFatalErrorMessage",     /* nor 700 lines of a crash */
	"--enable-native-access=ALL-UNNAMED", /* newer JVMs warn about native libraries */
	/* a command that we run gets the limits and the coredump filter that we were started with */
	"-XX:-MaxFDLimit", "-XX:+UnlockDiagnosticVMOptions",
	"-XX:-BytecodeVerificationRemote", /* 15 ms: it was done for the archive, except for picocli's old class files */
	"-XX:ArchiveRelocationMode=0",     /* 15 ms and 10 MB: the archive is shared with its file only at the address in it */
	"-XX:-DumpPrivateMappingsInCore", "-XX:-DumpSharedMappingsInCore",
	"-Dslf4j.provider=org.slf4j.simple.SimpleServiceProvider", /* otherwise it is looked for in all jars */
	"-Dslf4j.internal.verbosity=WARN",                         /* and this is not reported */
};

static const char *const jars[] = {
	"fdtrail-cli", "fdtrail-agent", "fdtrail-bpf",  "picocli",  "slf4j-api",  "slf4j-simple", "jnr-ffi",      "jffi", "asm",
	"asm-commons", "asm-tree",      "asm-analysis", "asm-util", "jnr-a64asm", "jnr-x86asm",   "jackson-core",
};

const char *const main_class = "io.fdtrail.cli.Main";

void fail(const char *message)
{
	dprintf(STDERR_FILENO, "fdtrail: %s\n", message);
	exit(EXIT_FAILURE);
}

char *text(const char *format, ...)
{
	va_list arguments;
	char *result;

	va_start(arguments, format);
	if (vasprintf(&result, format, arguments) < 0)
		fail("no memory");
	va_end(arguments);
	return result;
}

int memory_file(const char *name)
{
	int file = memfd_create(name, MFD_NOEXEC_SEAL);

	if (file < 0 && errno == EINVAL)
		file = memfd_create(name, 0);
	if (file < 0)
		fail(text("cannot make a file in memory: %s", strerror(errno)));
	return file;
}

__attribute__((noreturn)) static void refuse(const char *path, const char *reason, const char *of)
{
	dprintf(STDERR_FILENO, "fdtrail: refuses to load %s: %s %s\n", path, of, reason);
	exit(EXIT_IMPOSSIBLE);
}

/* Root, or the user who could have changed this very program. */
static bool is_trusted(uid_t owner)
{
	struct stat self;

	return owner == 0 || (stat("/proc/self/exe", &self) == 0 && owner == self.st_uid);
}

void require_safe(const char *path)
{
	char real[PATH_MAX];

	if (!realpath(path, real))
		refuse(path, strerror(errno), "it cannot be found:");
	for (;;) {
		char *slash = strrchr(real, '/');
		struct stat status;

		if (stat(*real ? real : "/", &status))
			refuse(path, strerror(errno), real);
		if (!is_trusted(status.st_uid))
			refuse(path, text("belongs to user %u", status.st_uid), *real ? real : "/");
		if (status.st_mode & (S_IWGRP | S_IWOTH))
			refuse(path, "may be written by others", *real ? real : "/");
		if (!slash)
			return;
		*slash = 0;
	}
}

char *home_directory(void)
{
	static char self[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (size < 0)
		fail("cannot read /proc/self/exe; mount /proc");
	self[size] = 0;
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(self, '/');

		if (slash)
			*slash = 0;
	}
	if (strchr(self, ':'))
		fail(text("cannot be in %s: a class path ends at a colon; move it", self));
	/* what is checked in it is loaded later: nobody else may put another link, or another directory, in its place */
	require_safe(self);
	return self;
}

static char *runnable(char *path)
{
	return access(path, X_OK) == 0 ? path : NULL;
}

static char *program_of_java(const char *home)
{
	static const char prefix[] = "java-17-openjdk-";
	char *found = runnable(text("%s/jre/bin/java", home));
	DIR *directory = found ? NULL : opendir("/usr/lib/jvm");
	struct dirent *entry;

	while (directory && !found && (entry = readdir(directory)))
		if (strncmp(entry->d_name, prefix, strlen(prefix)) == 0)
			found = runnable(text("/usr/lib/jvm/%s/bin/java", entry->d_name));
	if (directory)
		closedir(directory);
	if (!found)
		found = runnable("/usr/bin/java");
	if (!found)
		fail("no Java found; install openjdk-17-jre-headless");
	return found;
}

/* From the file "release" in its home; 0 if that does not contain it. */
static int version_of(const char *java_home)
{
	static const char key[] = "JAVA_VERSION=\"";
	FILE *release = fopen(text("%s/release", java_home), "re");
	char line[256];
	int version = 0;

	while (release && version == 0 && fgets(line, sizeof(line), release))
		if (strncmp(line, key, strlen(key)) == 0)
			version = atoi(line + strlen(key));
	if (release)
		fclose(release);
	return version;
}

struct java find_java(const char *home)
{
	struct java java = { .program = program_of_java(home) };
	char java_home[PATH_MAX];

	require_safe(java.program);
	if (!realpath(java.program, java_home))
		fail(text("cannot find %s", java.program));
	for (int level = 0; level < 2; level++)
		*strrchr(java_home, '/') = 0;
	java.version = version_of(java_home);
	if (java.version > 0 && java.version < OLDEST_JAVA)
		fail(text("%s is Java %d, which is too old; install openjdk-17-jre-headless", java.program, java.version));
	/* where it loads its own files from; what is below belongs to the owner of these */
	require_safe(text("%s/lib/server/libjvm.so", java_home));
	require_safe(text("%s/lib/modules", java_home));
	java.archive = text("%s/lib/fdtrail.%s", home, java.version >= FIRST_JAVA_WITH_CACHE ? "aot" : "jsa");
	return java;
}

static char *class_path(const char *home)
{
	char *path = NULL;

	for (size_t i = 0; i < COUNT(jars); i++) {
		char *jar = text("%s/lib/%s.jar", home, jars[i]);

		require_safe(jar);
		path = path ? text("%s:%s", path, jar) : jar;
	}
	return path;
}

/*
 * The JVM reads flags from it. A redirection makes a regular file in place of a missing one, and what programs then write
 * there could be flags too, even one that names a command to run (OnError).
 */
static void require_null_device(void)
{
	struct stat status;

	if (stat("/dev/null", &status) == 0 && S_ISCHR(status.st_mode) && status.st_rdev == makedev(1, 3))
		return;
	dprintf(STDERR_FILENO,
		"fdtrail: /dev/null is not the null device; make it: rm -f /dev/null; mknod -m 666 /dev/null c 1 3\n");
	exit(EXIT_IMPOSSIBLE);
}

size_t begin_java_line(const struct java *java, const char *home, const char **line)
{
	size_t count = 0;

	_Static_assert(COUNT(flags) + 4 <= JAVA_LINE_SIZE, "there is room for all flags");
	require_null_device();
	line[count++] = java->program;
	for (size_t i = 0; i < COUNT(flags); i++)
		line[count++] = flags[i];
	line[count++] = text("-Dfdtrail.lib=%s/native", home);
	line[count++] = "-cp";
	line[count++] = class_path(home);
	return count;
}

void end_by_signals(void)
{
	sigset_t none;

	/* the JVM's threads must get more signals than those that end it */
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGINT, SIG_DFL);
	signal(SIGQUIT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	/* while it is ignored, an ended child leaves neither its status nor its number (wait(2)) */
	signal(SIGCHLD, SIG_DFL);
}
