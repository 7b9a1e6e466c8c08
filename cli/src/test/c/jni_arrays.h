/* SPDX-License-Identifier: Apache-2.0 */
/* As much of a JVM as natives that take arrays call. An access outside of an array ends the test. */
#ifndef FDTRAIL_JNI_ARRAYS_H
#define FDTRAIL_JNI_ARRAYS_H

#include <jni.h>

#include "expect.h"

struct array {
	jsize length;
	void *elements;
};

/* An array as natives get it. */
#define ARRAY(of, count) ((void *)&(struct array){ count, of })

static jsize get_length(JNIEnv *env, jarray array)
{
	return ((struct array *)array)->length;
}

static void *region(jarray array, jsize from, jsize count, size_t size)
{
	const struct array *of = (struct array *)array;

	EXPECT(from >= 0 && count >= 0 && from + count <= of->length);
	return (char *)of->elements + from * size;
}

static void get_bytes(JNIEnv *env, jbyteArray array, jsize from, jsize count, jbyte *to)
{
	memcpy(to, region(array, from, count, sizeof(*to)), count * sizeof(*to));
}

static void set_bytes(JNIEnv *env, jbyteArray array, jsize from, jsize count, const jbyte *of)
{
	memcpy(region(array, from, count, sizeof(*of)), of, count * sizeof(*of));
}

static void set_longs(JNIEnv *env, jlongArray array, jsize from, jsize count, const jlong *of)
{
	memcpy(region(array, from, count, sizeof(*of)), of, count * sizeof(*of));
}

static const struct JNINativeInterface_ functions = {
	.GetArrayLength = get_length,
	.GetByteArrayRegion = get_bytes,
	.SetByteArrayRegion = set_bytes,
	.SetLongArrayRegion = set_longs,
};

static JNIEnv jvm = &functions;

#endif
