package io.fdtrail.cli.output;

import com.fasterxml.jackson.core.io.SerializedString;

/** The name of a JSON member, and of the member with its bytes, should these not be UTF-8. */
final class JsonKey {
  private final String name;
  private final byte[] quoted;
  private final byte[] quotedBase64;
  private SerializedString serialized;

  JsonKey(String name) {
    this.name = name;
    this.quoted = Ascii.bytes(",\"" + name + "\":");
    this.quotedBase64 = Ascii.bytes(",\"" + base64(name) + "\":");
  }

  static String base64(String name) {
    return name + "_base64";
  }

  String name() {
    return name;
  }

  /** As it is in the output, with the comma before it and the colon. */
  byte[] quoted() {
    return quoted;
  }

  byte[] quotedBase64() {
    return quotedBase64;
  }

  /** For Jackson; made when it is asked for, because a trace loads none of Jackson's classes. */
  SerializedString serialized() {
    if (serialized == null) {
      serialized = new SerializedString(name);
    }
    return serialized;
  }
}
