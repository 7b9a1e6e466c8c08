package io.fdtrail.memory;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A map that forgets what nobody has asked for the longest, once it has more entries than it may.
 */
public final class Recent<K, V> extends LinkedHashMap<K, V> {
  private static final long serialVersionUID = 1;

  private final int most;

  public Recent(int most) {
    super(16, 0.75f, true);
    this.most = most;
  }

  @Override
  protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
    return size() > most;
  }
}
