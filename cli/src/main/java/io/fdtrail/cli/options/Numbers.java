package io.fdtrail.cli.options;

import io.fdtrail.TraceOptions;
import io.fdtrail.scm.PeerRule;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Numbers of the command line, some with a unit or more around them. As {@link Words}: no lambdas.
 */
final class Numbers {
  private static final int MOST_KEPT = 1000;
  private static final int LAST_STATUS = 255;
  private static final long LAST_UID = 0xfffffffeL; // the next one means nobody

  private Numbers() {}

  static final class ProcessNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) positive(text, Integer.MAX_VALUE, "a process number");
    }
  }

  /** A number that a descriptor can have. */
  static final class DescriptorNumber implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      OptionalLong number = Digits.number(text, Integer.MAX_VALUE);
      if (number.isPresent()) {
        return (int) number.getAsLong();
      }
      throw new TypeConversionException("'" + text + "' is not a descriptor's number");
    }
  }

  /** A process, and perhaps the inode of its pidfd. */
  static final class Target implements ITypeConverter<ProcessName> {
    @Override
    public ProcessName convert(String text) {
      int colon = text.indexOf(':');
      int pid = new ProcessNumber().convert(colon < 0 ? text : text.substring(0, colon));
      return new ProcessName(
          pid,
          colon < 0
              ? OptionalLong.empty()
              : OptionalLong.of(positive(text.substring(colon + 1), Long.MAX_VALUE, "an inode")));
    }
  }

  /** N or {@code uid:N}, {@code pid:N}, {@code any}. */
  static final class Peers implements ITypeConverter<PeerRule> {
    @Override
    public PeerRule convert(String text) {
      if (text.equals("any")) {
        return PeerRule.ANYBODY;
      }
      if (text.startsWith("pid:")) {
        return PeerRule.process((int) number(text, text.substring(4), 1, Integer.MAX_VALUE));
      }
      return PeerRule.user(
          (int) number(text, text.startsWith("uid:") ? text.substring(4) : text, 0, LAST_UID));
    }

    private static long number(String text, String digits, long least, long most) {
      OptionalLong number = Digits.number(digits, most);
      if (number.isPresent() && number.getAsLong() >= least) {
        return number.getAsLong();
      }
      throw new TypeConversionException("'" + text + "' is neither UID, pid:PID nor any");
    }
  }

  static final class Count implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return positive(text, Long.MAX_VALUE, "a positive number");
    }
  }

  private static long positive(String text, long limit, String what) {
    OptionalLong number = Digits.number(text, limit);
    if (number.isPresent() && number.getAsLong() > 0) {
      return number.getAsLong();
    }
    throw new TypeConversionException("'" + text + "' is not " + what);
  }

  /** Bytes, with K, M or G after the number. */
  static final class RingSize implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      long size = bytes(text);
      if (Long.bitCount(size) != 1
          || size < TraceOptions.SMALLEST_RING_SIZE
          || size > TraceOptions.LARGEST_RING_SIZE) {
        throw new TypeConversionException("'" + text + "' is not a power of two from 4K to 512M");
      }
      return (int) size;
    }
  }

  /** Bytes, with K, M or G after the number. */
  static final class Size implements ITypeConverter<Long> {
    @Override
    public Long convert(String text) {
      return bytes(text);
    }
  }

  private static long bytes(String text) {
    int unit =
        text.isEmpty() ? -1 : "KMG".indexOf(Character.toUpperCase(text.charAt(text.length() - 1)));
    String number = unit < 0 ? text : text.substring(0, text.length() - 1);
    return positive(number, Integer.MAX_VALUE, "a size such as 8M") << (10 * (unit + 1));
  }

  /** {@code 80%} or {@code 80}. */
  static final class Percent implements ITypeConverter<Integer> {
    private static final int ALL = 100;

    @Override
    public Integer convert(String text) {
      OptionalLong number =
          Digits.number(text.endsWith("%") ? text.substring(0, text.length() - 1) : text, ALL);
      if (number.isPresent() && number.getAsLong() > 0) {
        return (int) number.getAsLong();
      }
      throw new TypeConversionException("'" + text + "' is not a share from 1% to 100%");
    }
  }

  static final class ExitStatus implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) positive(text, LAST_STATUS, "an exit status from 1 to " + LAST_STATUS);
    }
  }

  static final class Keep implements ITypeConverter<Integer> {
    @Override
    public Integer convert(String text) {
      return (int) positive(text, MOST_KEPT, "a number of files up to " + MOST_KEPT);
    }
  }
}
