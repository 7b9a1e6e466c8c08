package io.fdtrail.cli.output;

import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/**
 * Messages for people, from any part of the program: a call prints a line or a part of one, and
 * only printable ASCII of it reaches the terminal. The standard error of the process is one of
 * these, so no message can forget to escape a name.
 */
public final class MessageStream extends PrintStream {
  private static final String INDENT = "\t";

  public MessageStream(OutputStream to) {
    super(to, true, StandardCharsets.US_ASCII);
  }

  @Override
  public void print(String text) {
    super.print(printable(String.valueOf(text)));
  }

  @Override
  public void print(char[] text) {
    print(String.valueOf(text));
  }

  @Override
  public void print(char c) {
    print(String.valueOf(c));
  }

  /** Likewise. */
  public static PrintWriter writer(Writer to) {
    return new PrintWriter(to, true) {
      @Override
      public void write(String text, int from, int length) {
        String printable = printable(text.substring(from, from + length));
        super.write(printable, 0, printable.length());
      }

      @Override
      public void write(String text) {
        write(text, 0, text.length());
      }

      @Override
      public void write(char[] text, int from, int length) {
        write(String.valueOf(text, from, length));
      }

      @Override
      public void write(int c) {
        write(String.valueOf((char) c));
      }
    };
  }

  /** An end of a line by itself, and the indent of a stack trace, are printed as they are. */
  private static String printable(String text) {
    if (text.equals(System.lineSeparator())) {
      return text;
    }
    String indent = text.startsWith(INDENT) ? INDENT : "";
    return indent + Printable.line(text.substring(indent.length()), StandardCharsets.UTF_8);
  }
}
