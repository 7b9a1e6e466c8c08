package io.fdtrail.bpf;

import java.nio.ByteBuffer;

/**
 * The natives of libfdtrail.so. Those that can fail return -errno. {@code probe} and {@code btf}
 * are handles.
 */
final class ProbeNative {
  private ProbeNative() {}

  static native long open0(byte[] object);

  static native int select0(long probe, String program, boolean fprobe);

  static native int knob0(long probe, String variable, long value);

  static native int resize0(long probe, String map, int entries);

  static native int useRing0(long probe, int ring);

  static native int load0(long probe);

  static native int put0(long probe, String map, int key, long value);

  static native int attach0(long probe, String program);

  static native int iterate0(long probe, int place, int pid);

  static native void detach0(long probe);

  static native void close0(long probe);

  static native byte[] log0();

  static native ByteBuffer consumerPage0(long probe);

  static native ByteBuffer producerPage0(long probe);

  static native ByteBuffer window0(long probe);

  static native int moveWindow0(long probe, int from);

  static native ByteBuffer counters0(long probe);

  static native long number0(long probe, String program, String key);

  static native long missed0(long probe, String program);

  static native int countRuns0(long probe);

  static native boolean mapsTakeRights0(long probe, String map);

  static native String[] maps0(long probe);

  static native int capacity0(long probe, String map);

  static native int entries0(long probe, String map);

  static native int await0(long probe, int timeoutMillis);

  static native void wake0(long probe);

  static native int canary0(int socketType, int messages);

  static native int tryRingBuffer0();

  static native int makeRing0(int size);

  static native void discardRing0(int ring);

  static native long openBtf0();

  static native void closeBtf0(long btf);

  static native int describe0(long btf, String[] names, int[] descriptions);

  static native int hasBpfLoop0(long btf);

  static native int arePreemptible0(long btf);

  static native int hasFprobes0(long btf);

  static native int tryTrampoline0(long btf);

  static native int tryTracepoint0(String tracepoint);

  static native String preemption0();

  static native int preemptionMode0();
}
