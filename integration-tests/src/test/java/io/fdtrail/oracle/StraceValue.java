package io.fdtrail.oracle;

import java.util.List;
import java.util.Map;

/**
 * An argument, or a part of one, as strace writes it.
 *
 * @param text what is not an array, nor a structure; a string without its quotes
 * @param elements of an array
 * @param fields of a structure
 * @param isCut whether strace left some of it out
 */
record StraceValue(
    String text, List<StraceValue> elements, Map<String, StraceValue> fields, boolean isCut) {
  static final StraceValue NONE = of("");

  static StraceValue of(String text) {
    return new StraceValue(text, List.of(), Map.of(), false);
  }

  StraceValue field(String name) {
    return fields.getOrDefault(name, NONE);
  }

  StraceValue element(int index) {
    return index < elements.size() ? elements.get(index) : NONE;
  }

  boolean has(String flag) {
    return List.of(text.split("\\|")).contains(flag);
  }
}
