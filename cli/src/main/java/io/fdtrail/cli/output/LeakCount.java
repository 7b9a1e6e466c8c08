package io.fdtrail.cli.output;

import io.fdtrail.leaks.Leak;
import io.fdtrail.leaks.Place;
import java.util.List;
import java.util.Locale;

/** The numbers of places that are shown, in this order. */
enum LeakCount {
  OPEN(Place.OPEN),
  COPIES(Place.COPIES),
  HELD(Place.HELD, Place.HELD_COPIES),
  ELSEWHERE(Place.ELSEWHERE),
  QUEUED(Place.QUEUED),
  MAPPED(Place.MAPPED);

  private static final int MIN_WIDTH = 6;

  private final List<Place> places;

  LeakCount(Place... places) {
    this.places = List.of(places);
  }

  /** The key in JSON, and the word in the summary; in upper case the name of the column. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  long in(Leak leak) {
    return places.stream().mapToInt(leak::count).sum();
  }

  long in(List<Leak> leaks) {
    return leaks.stream().mapToLong(this::in).sum();
  }

  int width() {
    return Math.max(MIN_WIDTH, name().length());
  }

  /** All, where everything is looked at. */
  static List<LeakCount> all() {
    return List.of(values());
  }

  /** Those of processes that have ended. */
  static List<LeakCount> ofEnded() {
    return List.of(OPEN, COPIES, ELSEWHERE);
  }

  boolean has(Place place) {
    return places.contains(place);
  }
}
