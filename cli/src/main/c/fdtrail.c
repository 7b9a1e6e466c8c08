// SPDX-License-Identifier: Apache-2.0
/*
 * Starts fdtrail in a JVM. Nothing in the environment may talk to a JVM or its loader that runs as root: such variables
 * go behind a prefix, which is taken off again for the commands that fdtrail runs. Linked statically, as the same
 * variables talk to the dynamic loader.
 *
 * Arguments that begin with -J are for the JVM.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <inttypes.h>
#include <unistd.h>

#include "archive_sum.h"

#define HIDDEN "FDTRAIL_HIDDEN_"

extern char **environ;

static const char *const flags[] = {
    "-XX:+UseSerialGC",
    "-Xms6m", /* else the old generation is not collected before it has grown to all of -Xmx */
    "-Xmx64m",
    "-Xmn4m", /* what is allocated for a record is garbage with the next */
    "-Xss512k",
    "-XX:-UsePerfData",
    "-XX:Flags=/dev/null", /* not .hotspotrc in the current directory */
    "-Xlog:disable", /* what a JVM has to say would stand among the rows */
    "-Xlog:all=error:stderr",
    "-XX:TieredStopAtLevel=1",
    "-XX:+DisableAttachMechanism",
    "--enable-native-access=ALL-UNNAMED", /* newer JVMs warn of native libraries */
    /* a command that we run has the limits and the coredump filter that we were started with */
    "-XX:-MaxFDLimit",
    "-XX:+UnlockDiagnosticVMOptions",
    "-XX:-BytecodeVerificationRemote", /* 15 ms: it was done for the archive, but for picocli's class files, which are too old */
    "-XX:ArchiveRelocationMode=0", /* 15 ms and 10 MB: the archive is shared with its file only where it was made for */
    "-XX:-DumpPrivateMappingsInCore",
    "-XX:-DumpSharedMappingsInCore",
    "-Dorg.slf4j.simpleLogger.showThreadName=false",
    "-Dorg.slf4j.simpleLogger.showLogName=false",
    "-Dorg.slf4j.simpleLogger.levelInBrackets=false",
};

static const char *const jars[] = {
    "fdtrail-cli", "fdtrail-agent", "fdtrail-bpf", "picocli", "slf4j-api", "slf4j-simple", "jnr-ffi",
    "jffi", "asm", "asm-commons", "asm-tree", "asm-analysis", "asm-util", "jnr-a64asm", "jnr-x86asm",
};

static const char *const talkative[] = {
    "LD_", "JAVA_TOOL_OPTIONS=", "JDK_JAVA_OPTIONS=", "_JAVA_", "CLASSPATH=", "GLIBC_TUNABLES=",
};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

static void fail(const char *message)
{
	dprintf(STDERR_FILENO, "fdtrail: %s\n", message);
	exit(1);
}

__attribute__((format(printf, 1, 2))) static char *text(const char *format, ...)
{
	va_list arguments;
	char *result;

	va_start(arguments, format);
	if (vasprintf(&result, format, arguments) < 0)
		fail("no memory");
	va_end(arguments);
	return result;
}

/* What is closed would be opened again for something else, and rows or messages would go there. */
static void open_standard_files(void)
{
	if (fcntl(STDIN_FILENO, F_GETFD) < 0)
		open("/dev/null", O_RDONLY);
	if (fcntl(STDERR_FILENO, F_GETFD) < 0) {
		int null = open("/dev/null", O_WRONLY);

		if (null != STDERR_FILENO) {
			dup2(null, STDERR_FILENO);
			close(null);
		}
	}
	if (fcntl(STDOUT_FILENO, F_GETFD) < 0)
		fail("standard output is closed");
}

/* The directory above that of this program. */
static char *home(void)
{
	static char self[PATH_MAX];
	ssize_t size = readlink("/proc/self/exe", self, sizeof(self) - 1);

	if (size < 0)
		fail("cannot read /proc/self/exe");
	self[size] = 0;
	for (int level = 0; level < 2; level++) {
		char *slash = strrchr(self, '/');

		if (slash)
			*slash = 0;
	}
	return self;
}

static char *runnable(char *path)
{
	return access(path, X_OK) == 0 ? path : NULL;
}

/* Ours, Debian's of the version that we are built for, or the system's. */
static char *java(const char *home)
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

/* Such as 17, from the file "release" of its home; 0 when that does not tell it. */
static int version_of(const char *java)
{
	static const char key[] = "JAVA_VERSION=\"";
	char home[PATH_MAX], line[256];
	int version = 0;
	FILE *release;

	if (!realpath(java, home))
		return 0;
	*strrchr(home, '/') = 0;
	release = fopen(text("%s/../release", home), "re");
	while (release && version == 0 && fgets(line, sizeof(line), release))
		if (strncmp(line, key, strlen(key)) == 0)
			version = atoi(line + strlen(key));
	if (release)
		fclose(release);
	return version;
}

/* Whether a class archive is there, and is what make-archive made. */
static bool is_sound(const char *archive)
{
	FILE *note = fopen(text("%s.sum", archive), "re");
	uint64_t expected = 0, sum;
	bool sound;

	if (!note)
		return false;
	sound = fscanf(note, "%16" SCNx64, &expected) == 1 && archive_sum(archive, &sum) && sum == expected;
	fclose(note);
	if (!sound)
		dprintf(STDERR_FILENO, "fdtrail: ignores %s, which is damaged, and starts slower; run make-archive beside it\n",
			archive);
	return sound;
}

/* The JVM's flags for the archive of loaded classes; a missing one would switch off the JDK's own one too. */
static size_t add_archive(char **line, const char *home, int version)
{
	const bool cache = version >= 24; /* JEP 483 */
	char *archive = text("%s/lib/fdtrail.%s", home, cache ? "aot" : "jsa");

	if (access(archive, R_OK) || !is_sound(archive))
		return 0;
	line[0] = text(cache ? "-XX:AOTCache=%s" : "-XX:SharedArchiveFile=%s", archive);
	return 1;
}

static char *class_path(const char *home)
{
	char *path = NULL;

	for (size_t i = 0; i < COUNT(jars); i++)
		path = text("%s%s%s/lib/%s.jar", path ? path : "", path ? ":" : "", home, jars[i]);
	return path;
}

/* The descriptors that we were started with, such as "0-2,5": among those of a JVM they could not be told any more. */
static char *inherited(void)
{
	DIR *directory = opendir("/proc/self/fd");
	FILE *list;
	char *ranges;
	size_t size;
	struct dirent *entry;
	int last = -2, first = -1;

	list = open_memstream(&ranges, &size);
	if (!list)
		fail("no memory");
	/* in ascending order (proc_readfd_common) */
	while (directory && (entry = readdir(directory))) {
		int fd = atoi(entry->d_name);

		if (entry->d_name[0] == '.' || fd == dirfd(directory))
			continue;
		if (fd != last + 1) {
			if (last > first)
				fprintf(list, "-%d", last);
			fprintf(list, first < 0 ? "%d" : ",%d", fd);
			first = fd;
		}
		last = fd;
	}
	if (last > first)
		fprintf(list, "-%d", last);
	if (directory)
		closedir(directory);
	if (fclose(list))
		fail("no memory");
	return ranges;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

static bool is_talkative(const char *variable)
{
	for (size_t i = 0; i < COUNT(talkative); i++)
		if (begins(variable, talkative[i]))
			return true;
	return false;
}

/* What looks hidden already would be shown to commands by us, and by nobody else. */
static void hide(void)
{
	char **to = environ;

	for (char **variable = environ; *variable; variable++)
		if (!begins(*variable, HIDDEN))
			*to++ = is_talkative(*variable) ? text(HIDDEN "%s", *variable) : *variable;
	*to = NULL;
}

int main(int argc, char **argv)
{
	char **line = calloc(COUNT(flags) + argc + 10, sizeof(*line));
	char *open_files = inherited(), *directory;
	size_t count = 0;
	int version;

	if (!line)
		fail("no memory");
	open_standard_files();
	directory = home();
	line[count++] = java(directory);
	version = version_of(line[0]);
	if (version > 0 && version < 17)
		fail(text("%s is Java %d, which is too old; install openjdk-17-jre-headless", line[0], version));
	for (size_t i = 0; i < COUNT(flags); i++)
		line[count++] = (char *)flags[i];
	count += add_archive(line + count, directory, version);
	line[count++] = text("-Dfdtrail.lib=%s/native", directory);
	line[count++] = text("-Dfdtrail.inherited=%s", open_files);
	line[count++] = "-cp";
	line[count++] = class_path(directory);
	for (; argc > 1 && strncmp(argv[1], "-J", 2) == 0; argc--)
		line[count++] = *++argv + 2;
	line[count++] = "io.fdtrail.cli.Main";
	for (int i = 1; i < argc; i++)
		line[count++] = argv[i];
	hide();
	execv(line[0], line);
	fail(text("cannot run %s: %s", line[0], strerror(errno)));
}
