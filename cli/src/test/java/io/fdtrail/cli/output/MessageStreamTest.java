package io.fdtrail.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class MessageStreamTest {
  private static final String HOSTILE =
      "\u001b[2J\u009b1\nfdtrail: 0 lost\r"
          + "\u202e\u200b\ufeff\u2028m\u00fcller\udb40\udc41\ud800 \\33\t";
  private static final String SHOWN =
      "\\33[2J\\302\\2331\\nfdtrail: 0 lost\\r"
          + "\\342\\200\\256\\342\\200\\213\\357\\273\\277\\342\\200\\250m\\303\\274ller\\363\\240\\201\\201? \\33\\t";

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final MessageStream stream = new MessageStream(bytes);
  private final StringWriter text = new StringWriter();
  private final PrintWriter writer = MessageStream.writer(text);

  @Test
  void aLineIsOneLineOfPrintableAscii() {
    stream.println(HOSTILE);
    stream.println((Object) HOSTILE);
    stream.println(HOSTILE.toCharArray());
    stream.print(HOSTILE);
    stream.println();
    stream.printf("%s%n", HOSTILE);
    stream.append(HOSTILE).println();

    assertThat(shown()).isEqualTo((SHOWN + "\n").repeat(6));
  }

  @Test
  void aWriterLikewise() {
    writer.println(HOSTILE);
    writer.println((Object) HOSTILE);
    writer.println(HOSTILE.toCharArray());
    writer.write(HOSTILE, 0, HOSTILE.length());
    writer.println();
    writer.printf("%s%n", HOSTILE);
    writer.append(HOSTILE).println();

    assertThat(text.toString()).isEqualTo((SHOWN + "\n").repeat(6));
  }

  @Test
  void charactersByThemselves() {
    stream.print('\u001b');
    writer.write('\u001b');
    writer.append('\u009b');

    assertThat(shown()).isEqualTo("\\33");
    assertThat(text.toString()).isEqualTo("\\33\\302\\233");
  }

  @Test
  void theTraceOfAnErrorKeepsItsLinesAndItsIndent() {
    new IllegalStateException(HOSTILE, new RuntimeException(HOSTILE)).printStackTrace(stream);

    assertThat(shown().lines())
        .allMatch(line -> line.matches("\t?[ -~]+"))
        .contains(
            "java.lang.IllegalStateException: " + SHOWN,
            "Caused by: java.lang.RuntimeException: " + SHOWN)
        .anyMatch(line -> line.startsWith("\tat " + getClass().getName()));
  }

  @Test
  void twiceIsAsOnce() {
    MessageStream.writer(writer).println(HOSTILE);

    assertThat(text.toString()).isEqualTo(SHOWN + "\n");
  }

  private String shown() {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
