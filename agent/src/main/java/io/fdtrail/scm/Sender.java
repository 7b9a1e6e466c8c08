package io.fdtrail.scm;

/** Somebody who connected to us and may send, and the first that came. */
public record Sender(Connection connection, Message first) implements AutoCloseable {
  @Override
  public void close() {
    first.close();
    connection.close();
  }
}
