package io.fdtrail.fleet;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The questions in {@code docs/fleet}, which are there for readers, too. */
final class Questions {
  static final Path FLEET = Path.of("../docs/fleet").toAbsolutePath().normalize();
  private static final Pattern SECTION = Pattern.compile("(?ms)^-- (\\w+): (.*?)\n(.*?);$");

  private static final Pattern SELECTED = Pattern.compile("(?ms)^select (.*?)\nfrom ");
  private static final String BETWEEN = ",\\s+(?![^(]*\\))"; // not within parentheses

  private Questions() {}

  /**
   * @param title for people
   */
  record Question(String title, String sql) {
    /** The names of the columns of an answer. */
    List<String> columns() {
      String selected = SELECTED.matcher(sql).results().findFirst().orElseThrow().group(1);
      return Stream.of(selected.split(BETWEEN))
          .map(column -> column.substring(column.lastIndexOf(' ') + 1))
          .toList();
    }
  }

  /** In their order, by name. */
  static Map<String, Question> read() throws IOException {
    Map<String, Question> all = new LinkedHashMap<>();
    String text = Files.readString(FLEET.resolve("questions.sql"));
    for (MatchResult each : SECTION.matcher(text).results().toList()) {
      all.put(each.group(1), new Question(each.group(2), each.group(3)));
    }
    return all;
  }

  static List<List<Object>> ask(Connection database, String sql) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet result = statement.executeQuery(sql)) {
      int columns = result.getMetaData().getColumnCount();
      while (result.next()) {
        List<Object> row = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
          row.add(value(result, column));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  /** Engines choose different classes for the same number or time. */
  private static Object value(ResultSet result, int column) throws SQLException {
    Object value = result.getObject(column);
    if (value instanceof Timestamp timestamp) {
      boolean hasZone = result.getMetaData().getColumnTypeName(column).equals("timestamptz");
      return hasZone
          ? timestamp.toInstant()
          : result.getObject(column, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
    return value instanceof Number ? new BigDecimal(value.toString()).longValueExact() : value;
  }
}
