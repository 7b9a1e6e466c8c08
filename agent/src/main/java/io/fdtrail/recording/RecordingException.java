package io.fdtrail.recording;

import java.io.IOException;

/** A file that is no recording, or a part of one. The message is for people, without the name. */
public final class RecordingException extends IOException {
  private static final long serialVersionUID = 1;

  RecordingException(String message) {
    super(message);
  }
}
