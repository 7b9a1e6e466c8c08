package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {
  private final Columns columns = new Columns(bootNs -> bootNs, Integer::toString);

  @Test
  void theDocumentationHasTheSameTable() throws IOException {
    assertThat(Files.readString(Path.of("../docs/output.md"))).contains(columns.markdown());
  }

  @Test
  void theNamesOfCollectorsAreDocumented() throws IOException {
    List<String> members = new ArrayList<>();
    for (String field : Columns.meanings().keySet()) {
      if (field.equals("container")) {
        members.addAll(List.of("container.runtime", "container.id"));
      } else if (!field.equals("sender") && !field.equals("socket")) {
        members.add(field);
      }
    }
    assertThat(Files.readString(Path.of("../docs/fields.md")))
        .contains(Convention.markdown(members));
  }

  @Test
  void namesAreUnique() {
    assertThat(Columns.meanings().keySet())
        .hasSize((int) columns.markdown().lines().count() - 2)
        .containsAll(Columns.TIMED_TABLE);
  }

  @Test
  void theSchemaKnowsEachJsonMember() throws IOException {
    String schema = Files.readString(Path.of("../docs/event.schema.json"));

    assertThat(columns.json())
        .allSatisfy(column -> assertThat(schema).contains('"' + column.key() + '"'));
  }
}
