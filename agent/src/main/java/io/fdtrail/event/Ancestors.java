package io.fdtrail.event;

import java.util.List;

/**
 * The processes that another one descends from, as of an act.
 *
 * @param nearest the parent first; empty if they are not known
 * @param truncated whether there are more
 */
public record Ancestors(List<Ancestor> nearest, boolean truncated) {
  /** Nobody asked for them, or they could not be read. */
  public static final Ancestors UNKNOWN = new Ancestors(List.of(), false);
}
