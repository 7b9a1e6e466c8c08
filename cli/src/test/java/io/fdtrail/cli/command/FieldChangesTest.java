package io.fdtrail.cli.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fdtrail.cli.options.Format;
import io.fdtrail.cli.options.OutputOptions;
import io.fdtrail.cli.output.Columns;
import java.util.List;
import org.junit.jupiter.api.Test;

class FieldChangesTest {
  private static List<String> fields(Format format, boolean timed, String... fields)
      throws Nonsense {
    return FieldChanges.apply(new OutputOptions(format, timed, false, List.of(fields))).fields();
  }

  @Test
  void withoutSignsNothingChanges() throws Nonsense {
    assertThat(fields(Format.TABLE, false, "fd", "pid")).containsExactly("fd", "pid");
    assertThat(fields(Format.TABLE, false)).isEmpty();
  }

  @Test
  void theTableGetsMoreAndLess() throws Nonsense {
    assertThat(fields(Format.TABLE, false, "+uid", "-socket", "-tid", "+kind"))
        .containsExactly("action", "pid", "comm", "fd", "name", "uid", "kind");
    assertThat(fields(Format.TABLE, true, "-tid")).startsWith("elapsed_s").doesNotContain("tid");
  }

  /** One alias for all formats: JSON shows the uid, the table does not. */
  @Test
  void whatIsNotShownIsRemovedAlready() throws Nonsense {
    assertThat(fields(Format.TABLE, false, "+exe", "-uid")).doesNotContain("uid").endsWith("exe");
    assertThat(fields(Format.JSON, false, "+start", "-uid")).doesNotContain("uid");
  }

  @Test
  void soDoesJson() throws Nonsense {
    assertThat(fields(Format.JSON, false, "-boot_ns", "+elapsed_s"))
        .startsWith("time", "action")
        .endsWith("elapsed_s")
        .hasSize(Columns.jsonFields().size());
  }

  /** As when a service's options add to those of its unit. */
  @Test
  void namedFieldsAreChangedToo() throws Nonsense {
    assertThat(fields(Format.JSON, false, "+host", "time", "fd", "-fd", "+seq"))
        .containsExactly("time", "host", "seq");
  }

  @Test
  void somethingStays() {
    assertThatThrownBy(
            () ->
                fields(
                    Format.TABLE,
                    false,
                    Columns.TABLE.stream().map(key -> "-" + key).toArray(String[]::new)))
        .hasMessage("--fields removes all fields");
  }
}
