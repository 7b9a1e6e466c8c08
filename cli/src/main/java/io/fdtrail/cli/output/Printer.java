package io.fdtrail.cli.output;

/** Appends something about an event, or a part of one. */
interface Printer<T> {
  void print(T subject, LineBuffer to);
}
