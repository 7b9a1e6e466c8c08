/* JSON text for bytes that may be anything. */
#ifndef PASSFD_JSON_H
#define PASSFD_JSON_H

#include <stddef.h>
#include <stdio.h>

/* Writes ,"KEY":"text", or ,"KEY_base64":"..." for bytes that are not valid UTF-8. */
void json_bytes(FILE *out, const char *key, const char *bytes, size_t length);

#endif
