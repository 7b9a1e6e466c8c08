package io.fdtrail.cli.output;

import io.fdtrail.scm.OpenFiles.Description;
import java.io.IOException;

/** What descriptors refer to, one row each. */
public final class DescriptorTable {
  private final EventOutput output;
  private final LineBuffer line;
  private final Cells cells;
  private final boolean isDetailed;

  /**
   * @param isDetailed with the flags and the offset of the open file description
   */
  public DescriptorTable(EventOutput output, boolean isDetailed) throws IOException {
    this.output = output;
    this.line = output.line();
    this.isDetailed = isDetailed;
    this.cells =
        isDetailed
            ? new Cells(output, 5, Cells.text(14), 26, 12, 0)
            : new Cells(output, 5, Cells.text(14), 0);
    if (isDetailed) {
      cells.header("FD", "KIND", "FLAGS", "POSITION", "NAME");
    } else {
      cells.header("FD", "KIND", "NAME");
    }
  }

  public void show(int number, Description file) throws IOException {
    Cells.Cell fd = () -> line.decimal(number);
    Cells.Cell kind = () -> line.put(file.kind().word());
    Cells.Cell name = () -> FileName.print(file.name(), false, file.deleted(), line);
    if (isDetailed) {
      cells.row(
          fd,
          kind,
          () -> OpenFlags.print(file.flags(), line),
          () -> line.unsigned(file.position()),
          name);
    } else {
      cells.row(fd, kind, name);
    }
    output.flush();
  }
}
