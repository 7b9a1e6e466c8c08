package io.fdtrail.join;

import io.fdtrail.event.FdEvent;
import io.fdtrail.event.Process;
import io.fdtrail.event.Sender;

/**
 * What a receive takes from its send.
 *
 * @param message of the send
 * @param bootNs of the send; of the receive if the sending thread is unknown
 */
record Sent(Sender sender, long message, long bootNs) {
  static Sent of(FdEvent send) {
    Process by = send.process();
    Sender sender =
        new Sender(
            by.pid(), by.tid(), by.uid(), by.comm(), send.fd(), by.followed(), by.identity());
    return new Sent(sender, send.message(), send.bootNs());
  }

  Sent by(Sender other) {
    return new Sent(other, message, bootNs);
  }
}
