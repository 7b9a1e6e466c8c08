package io.fdtrail.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.fdtrail.fleet.Questions.Question;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The questions of {@code docs/fleet}, to engines that have the lines of a fleet. */
class FleetTest {
  private static final long LINES = Long.getLong("fdtrail.fleet", 100_000);
  private static final boolean IS_SMALL = LINES <= 1_000_000;
  private static final int BATCH = 200_000;

  @TempDir static Path directory;
  private static final Answers ANSWERS = new Answers();

  @BeforeAll
  static void generate() throws IOException {
    JsonLine json = new JsonLine();
    long from = System.nanoTime();
    try (BufferedWriter file =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(lines()), 1 << 16),
                StandardCharsets.UTF_8))) {
      new Generator(
              LINES,
              line -> {
                ANSWERS.add(line);
                json.write(line, file);
              })
          .run();
    }
    figure("lines, gzip", from, Files.size(lines()));
  }

  private static Path lines() {
    return directory.resolve("fdtrail.json.gz");
  }

  /** For the page of sizing. */
  private static void figure(String what, long from, long bytes) {
    System.err.printf(
        "%s: %.1f s, %.1f bytes a line%n",
        what, (System.nanoTime() - from) / 1e9, (double) bytes / ANSWERS.lines());
  }

  @Test
  void theLinesAreLikeThoseOfATracer() throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(Questions.FLEET.resolve("../event.schema.json")));
    JsonLine json = new JsonLine();
    int[] valid = new int[1];
    new Generator(
            3000,
            line -> {
              String text = json.print(line).toString();
              assertThat(schema.validate(text, InputFormat.JSON)).as(text).isEmpty();
              valid[0]++;
            })
        .run();
    assertThat(valid[0]).isGreaterThan(2900);
  }

  @Test
  void thePageListsTheQuestions() throws IOException {
    String page = Files.readString(Questions.FLEET.resolve("README.md"));
    assertThat(Questions.read())
        .allSatisfy(
            (name, question) ->
                assertThat(page).contains("| `" + name + "` | " + question.title() + " |"));
  }

  /** Else all engines could agree on nothing. */
  @Test
  void eachQuestionHasAnAnswer() throws IOException {
    Map<String, List<List<Object>>> all = ANSWERS.all();
    assertThat(all).hasSize(20);
    assertThat(all.keySet()).containsExactlyElementsOf(Questions.read().keySet());
    assertThat(all).allSatisfy((name, rows) -> assertThat(rows).as(name).isNotEmpty());
    assertThat(all.get("drops_by_service").get(0)).startsWith("dbus.service", "ctrunc");
    assertThat(all.get("drops_where")).allMatch(row -> row.get(0).toString().endsWith("3"));
    assertThat(all.get("leaking_builds").get(0)).startsWith(Generator.LEAKING);
    assertThat(all.get("new_pairs").get(0)).startsWith("updater", "installer").hasSize(5);
    assertThat(all.get("one_host").get(0)).startsWith("host-0666", "stranger", "collector");
    assertThat(all.get("missing_lines")).hasSize(20);
    assertThat(all.get("silent_hosts"))
        .extracting(row -> row.get(0))
        .contains("host-0077", "host-0327", "host-0577", "host-0827");
  }

  @Test
  void duckDb() throws SQLException, IOException {
    try (Connection database = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = database.createStatement()) {
      statement.execute("set file_search_path = '" + directory + "'");
      statement.execute("set temp_directory = '" + directory + "'");
      String[] parts =
          Files.readString(Questions.FLEET.resolve("duckdb.sql")).split("(?m)^-- parquet$");
      statement.execute(parts[0]);
      if (IS_SMALL) {
        ask("DuckDB, JSON lines", database);
      }
      long from = System.nanoTime();
      String parquet = directory.resolve("fdtrail.parquet").toString();
      statement.execute(parts[1].replace("to 'fdtrail.parquet'", "to '" + parquet + "'"));
      figure("DuckDB, from JSON lines to Parquet", from, Files.size(Path.of(parquet)));
      ask("DuckDB, Parquet", database);
    }
  }

  @Test
  void postgresql() throws SQLException, IOException, InterruptedException {
    Optional<Path> programs = Postgres.programs();
    assumeTrue(programs.isPresent(), "no server of PostgreSQL that others may run is installed");
    try (Postgres server = Postgres.start(programs.orElseThrow());
        Connection database = server.connect();
        Statement statement = database.createStatement()) {
      statement.execute(Files.readString(Questions.FLEET.resolve("postgresql.sql")));
      long from = System.nanoTime();
      long stored = load(database);
      assertThat(stored).isEqualTo(ANSWERS.lines());
      statement.execute("vacuum analyze fdtrail");
      String size = "select pg_total_relation_size('fdtrail')";
      figure("PostgreSQL", from, (Long) Questions.ask(database, size).get(0).get(0));
      ask("PostgreSQL", database);
    }
  }

  private static long load(Connection database) throws SQLException {
    Loader loader = new Loader(database);
    new Generator(LINES, loader::add).run();
    return loader.end();
  }

  /** Copies lines as an administrator would. */
  private static final class Loader {
    private final Connection database;
    private final JsonLine json = new JsonLine();
    private final StringBuilder batch = new StringBuilder();
    private int lines;
    private long stored;

    Loader(Connection database) {
      this.database = database;
    }

    void add(Line line) {
      batch.append(json.print(line));
      if (++lines % BATCH == 0) {
        store();
      }
    }

    long end() {
      store();
      return stored;
    }

    private void store() {
      try {
        CopyIn copy =
            database
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(
                    "copy fdtrail_lines from stdin (format csv, delimiter e'\\x01', quote e'\\x02')");
        byte[] bytes = batch.toString().getBytes(StandardCharsets.UTF_8);
        copy.writeToCopy(bytes, 0, bytes.length);
        copy.endCopy();
        batch.setLength(0);
        stored += (Long) Questions.ask(database, "select fdtrail_load()").get(0).get(0);
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void ask(String engine, Connection database) throws IOException, SQLException {
    Map<String, List<List<Object>>> expected = ANSWERS.all();
    long all = System.nanoTime();
    for (Map.Entry<String, Question> each : Questions.read().entrySet()) {
      long from = System.nanoTime();
      List<List<Object>> rows = Questions.ask(database, each.getValue().sql());
      if (!IS_SMALL) {
        long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - from);
        System.err.println("  " + each.getKey() + ": " + took + " ms");
      }
      assertThat(rows).as(engine + ": " + each.getKey()).isEqualTo(expected.get(each.getKey()));
    }
    System.err.printf("%s, all questions: %.1f s%n", engine, (System.nanoTime() - all) / 1e9);
  }
}
