package io.fdtrail.fuzz;

import static io.fdtrail.fuzz.Contract.require;

import io.fdtrail.decode.RecordDecoder;
import io.fdtrail.decode.Records;
import io.fdtrail.event.FdEvent;
import java.util.List;
import java.util.Optional;

/**
 * Any bytes as a record: an event that can be shown, or nothing. It is the same whatever was
 * decoded and shown before: all inputs, as in production, or one record that differs in a bit,
 * which the input alone reproduces.
 */
public final class RecordFuzz {
  private static final RecordDecoder DECODER = new RecordDecoder();

  private RecordFuzz() {}

  public static void fuzzerTestOneInput(byte[] input) {
    byte[] record = Records.from(input);
    RecordDecoder other = new RecordDecoder();
    Optional<FdEvent> before = Records.decode(other, Records.neighbour(record));
    Optional<FdEvent> again = Records.decode(other, record);
    Optional<FdEvent> alone = Records.decode(new RecordDecoder(), record);
    require(
        !Records.learn(new RecordDecoder(), record) || alone.isEmpty(),
        "both an event and the description of a process",
        alone);
    require(alone.isPresent() == Records.isOurs(record), "not as fdtrail.h says", alone);
    require(alone.equals(again), "depends on the record before", again);
    require(alone.equals(Records.decode(DECODER, record)), "depends on all records before", alone);
    if (alone.isPresent()) {
      require(alone.get().process().comm().equals(Records.comm(record)), "another comm", alone);
      require(
          alone.get().socket().path().equals(Records.socketPath(record)),
          "another socket_path",
          alone);
      Records.path(record)
          .ifPresent(
              path -> require(alone.get().file().name().equals(path), "another name", alone));
      Shown.checkJson(before, again.get());
      Shown.checkTables(again.get());
      Shown.checkTrail(List.of(again.get()));
    }
  }
}
