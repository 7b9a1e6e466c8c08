package io.fdtrail.cli.output;

import io.fdtrail.event.FdEvent;
import java.util.List;
import java.util.Optional;

/**
 * What a screen shows of a moment.
 *
 * @param notes about the trace, such as {@code paused}
 * @param filter the expression that chooses events; empty: there is none
 * @param selected which row
 * @param rows those of what was selected, the newest first; empty: it shows who passes how much
 * @param skipped how many of the rows are above the screen
 * @param help lines in the place of all
 * @param prompt what is typed; empty: it shows the keys
 * @param message about what was typed
 */
public record TopPicture(
    TopMoment moment,
    String notes,
    String filter,
    int selected,
    Optional<List<FdEvent>> rows,
    int skipped,
    List<String> help,
    String prompt,
    String message) {}
