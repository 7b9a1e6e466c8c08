#define _GNU_SOURCE
#include "json.h"

#include <stdbool.h>

/* Length of the UTF-8 sequence at s, 0 when it is malformed, overlong, a surrogate or above U+10FFFF. */
static size_t sequence(const unsigned char *s, size_t left) {
  size_t length = s[0] < 0x80 ? 1 : s[0] < 0xc2 ? 0 : s[0] < 0xe0 ? 2 : s[0] < 0xf0 ? 3 : s[0] < 0xf5 ? 4 : 0;
  if (length == 0 || length > left)
    return 0;
  for (size_t i = 1; i < length; i++)
    if ((s[i] & 0xc0) != 0x80)
      return 0;
  bool bad = (s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) || (s[0] == 0xf0 && s[1] < 0x90) ||
             (s[0] == 0xf4 && s[1] > 0x8f);
  return bad ? 0 : length;
}

static bool is_utf8(const unsigned char *s, size_t length) {
  for (size_t i = 0; i < length;) {
    size_t step = sequence(s + i, length - i);
    if (step == 0)
      return false;
    i += step;
  }
  return true;
}

static void base64(FILE *out, const unsigned char *s, size_t length) {
  static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (size_t i = 0; i < length; i += 3) {
    size_t left = length - i;
    unsigned group = s[i] << 16 | (left > 1 ? s[i + 1] << 8 : 0) | (left > 2 ? s[i + 2] : 0);
    putc(digits[group >> 18], out);
    putc(digits[group >> 12 & 63], out);
    putc(left > 1 ? digits[group >> 6 & 63] : '=', out);
    putc(left > 2 ? digits[group & 63] : '=', out);
  }
}

void json_bytes(FILE *out, const char *key, const char *bytes, size_t length) {
  const unsigned char *s = (const unsigned char *)bytes;
  bool text = is_utf8(s, length);
  fprintf(out, ",\"%s%s\":\"", key, text ? "" : "_base64");
  if (!text)
    base64(out, s, length);
  for (size_t i = 0; text && i < length; i++) {
    if (s[i] < 0x20 || s[i] == 0x7f)
      fprintf(out, "\\u%04x", s[i]);
    else if (s[i] == '"' || s[i] == '\\')
      fprintf(out, "\\%c", s[i]);
    else
      putc(s[i], out);
  }
  putc('"', out);
}
