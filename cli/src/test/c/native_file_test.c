// SPDX-License-Identifier: Apache-2.0
/* Files by descriptor: names and contents of any length, and each errno. */
#include "../../../../bpf/src/main/jni/os/native_file.c"

#include "jni_arrays.h"

#define CALL(name, ...) Java_io_fdtrail_os_NativeFile_##name(&jvm, NULL, __VA_ARGS__)
#define NAME(text) ARRAY((char *)(text), strlen(text))

static char names[PATH_MAX + 8];

static void names_of_any_length(void)
{
	struct name copy;

	memset(names, 'n', sizeof(names));
	EXPECT(copy_name(&jvm, ARRAY(names, 0), &copy) == 0 && copy.text[0] == 0);
	EXPECT(copy_name(&jvm, ARRAY(names, PATH_MAX - 1), &copy) == 0 && strlen(copy.text) == PATH_MAX - 1);
	EXPECT(copy_name(&jvm, ARRAY(names, PATH_MAX), &copy) == -ENAMETOOLONG);
	EXPECT(CALL(openPath0, -1, ARRAY(names, PATH_MAX - 1)) == -ENAMETOOLONG);
	EXPECT(CALL(openPath0, -1, ARRAY(names, PATH_MAX + 1)) == -ENAMETOOLONG);
	EXPECT(CALL(rename0, -1, NAME("a"), ARRAY(names, PATH_MAX)) == -ENAMETOOLONG);
}

static void contents(int directory)
{
	int file = CALL(openForAppending0, directory, NAME("file"), JNI_TRUE, JNI_TRUE);
	char bytes[CHUNK + 100], back[CHUNK + 100];
	jlong words[STATUS_WORDS];

	EXPECT(file >= 0);
	EXPECT(CALL(openForAppending0, directory, NAME("file"), JNI_TRUE, JNI_TRUE) == -EEXIST);
	EXPECT(CALL(openForAppending0, directory, NAME("none"), JNI_TRUE, JNI_FALSE) == -ENOENT);
	memset(bytes, 'b', sizeof(bytes));
	EXPECT(CALL(write0, file, ARRAY(bytes, sizeof(bytes)), 0, sizeof(bytes)) == CHUNK);
	EXPECT(CALL(write0, file, ARRAY(bytes, sizeof(bytes)), CHUNK, sizeof(bytes)) == 100);
	EXPECT(CALL(read0, file, 0, ARRAY(back, sizeof(back))) == CHUNK);
	EXPECT(CALL(read0, file, CHUNK, ARRAY(back, 10)) == 10);
	EXPECT(CALL(read0, file, CHUNK, ARRAY(back, sizeof(back))) == 100);
	EXPECT(CALL(takeBack0, file, 100) == 0);
	EXPECT(CALL(status0, file, ARRAY(words, STATUS_WORDS)) == 0 && words[5] == CHUNK);
	EXPECT(CALL(truncate0, file, 1) == 0);
	EXPECT(CALL(takeBack0, file, 1) == -EBUSY);
	EXPECT(CALL(rename0, directory, NAME("file"), NAME("renamed")) == 0);
	EXPECT(CALL(rename0, directory, NAME("file"), NAME("renamed")) == -ENOENT);
	EXPECT(CALL(lock0, file) == 0);
	EXPECT(CALL(isTerminal0, file) == 0);
	EXPECT(CALL(awaitRoom0, file, 0) == 1);
	EXPECT(CALL(close0, file) == 0);
	EXPECT(CALL(close0, file) == -EBADF);
	EXPECT(CALL(status0, file, ARRAY(words, STATUS_WORDS)) == -EBADF);
}

static void links(int directory)
{
	char target[8];
	int fd;

	EXPECT(symlink("renamed", "link") == 0);
	fd = CALL(openPath0, directory, NAME("link"));
	EXPECT(fd >= 0);
	EXPECT(CALL(readLink0, fd, ARRAY(target, 7)) == 7 && memcmp(target, "renamed", 7) == 0);
	EXPECT(CALL(readLink0, fd, ARRAY(target, 6)) == -ENAMETOOLONG);
	EXPECT(CALL(close0, fd) == 0);
	EXPECT(CALL(openForAppending0, directory, NAME("link"), JNI_FALSE, JNI_FALSE) == -ELOOP);
}

int main(void)
{
	char *entered = enter_directory();
	int directory = CALL(openPath0, -1, NAME("."));

	names_of_any_length();
	contents(directory);
	links(directory);
	leave_directory(entered);
	return 0;
}
