package io.fdtrail.cli.output;

import java.io.IOException;

/** Rows of a table with its own columns. */
final class Cells {
  /** Appends what a cell shows, nothing if it is not known. */
  interface Cell {
    void print();
  }

  private final EventOutput output;
  private final LineBuffer line;
  private final int[] widths;

  /**
   * @param widths in characters, without the space after them, or of {@link #text}; 0: the last
   *     column, of any length
   */
  Cells(EventOutput output, int... widths) {
    this.output = output;
    this.line = output.line();
    this.widths = widths;
  }

  /** The width of a column whose cells may contain blanks. */
  static int text(int width) {
    return -width;
  }

  void header(String... names) throws IOException {
    Cell[] cells = new Cell[names.length];
    for (int i = 0; i < names.length; i++) {
      String name = names[i];
      cells[i] = () -> line.put(name);
    }
    row(cells);
  }

  void row(Cell... cells) throws IOException {
    for (int i = 0; i < cells.length; i++) {
      int start = line.length();
      cells[i].print();
      if (line.length() == start) {
        line.put('-');
      }
      if (widths[i] != 0) {
        line.endCell(start, Math.abs(widths[i]), widths[i] < 0);
      }
    }
    output.endLine();
  }
}
