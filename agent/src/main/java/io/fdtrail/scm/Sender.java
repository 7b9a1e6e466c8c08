package io.fdtrail.scm;

/** A caller that may send, and its first message. */
public record Sender(Connection connection, Message first) implements AutoCloseable {
  @Override
  public void close() {
    first.close();
    connection.close();
  }
}
