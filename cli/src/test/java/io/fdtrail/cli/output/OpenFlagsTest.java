package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import io.fdtrail.event.FileKind;
import io.fdtrail.event.OpenFile;
import io.fdtrail.event.RawText;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenFlagsTest {
  @ParameterizedTest
  @CsvSource({
    "0, O_RDONLY",
    "01, O_WRONLY",
    "0100002, O_RDWR",
    "02004002, O_RDWR|O_NONBLOCK",
    "02001, O_WRONLY|O_APPEND",
    "010001, O_WRONLY|O_DSYNC",
    "04010001, O_WRONLY|O_SYNC",
    "010000000, O_PATH"
  })
  void symbols(String octal, String symbols) throws IOException {
    OpenFile file =
        new OpenFile(
            RawText.EMPTY,
            false,
            new FileKind("reg"),
            0,
            0,
            0,
            0,
            Integer.parseInt(octal, 8),
            false,
            0,
            0,
            RawText.EMPTY);
    String table =
        Rendered.chosenTable(
                List.of("flags"), renderer -> renderer.event(Samples.send(Samples.BUS, file, 3)))
            .output();

    assertThat(table).isEqualTo(symbols + "\n");
  }
}
