package io.fdtrail.cli.options;

import io.fdtrail.TraceOptions;
import io.fdtrail.cli.options.OutputOptions.Format;
import io.fdtrail.event.Action;
import io.fdtrail.event.Boundary;
import io.fdtrail.event.FileKind;
import io.fdtrail.event.StackEnds;
import io.fdtrail.scm.PeerRule;
import io.fdtrail.traffic.Order;
import io.fdtrail.traffic.View;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * From words of the command line; a short message says what cannot be converted. No lambdas:
 * picocli's class files are so old that the archive of loaded classes omits lambdas of its
 * interfaces.
 */
final class Converters {
  private static final int MOST_KEPT = 1000;
  private static final int LAST_STATUS = 255;
  private static final long LAST_UID = 0xfffffffeL; // the next one means nobody

  private Converters() {}

  static final class Text implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      return text;
    }
  }

  /**
   * A word that chooses something: an empty one would look like a choice, and choose everything.
   */
  static final class Name implements ITypeConverter<String> {
    private final String what;

    Name(String what) {
      this.what = what;
    }

    @Override
    public String convert(String text) {
      if (text.isEmpty() || text.endsWith(",")) {
        throw new TypeConversionException("'" + text + "' is not " + what);
      }
      return text;
    }
  }

  /** A pattern that the filter will read. */
  static final class Pattern implements ITypeConverter<String> {
    private final String emptyIs;

    Pattern(String emptyIs) {
      this.emptyIs = emptyIs;
    }

    @Override
    public String convert(String text) {
      if (text.isEmpty()) {
        throw new TypeConversionException("'' is " + emptyIs + ": omit the option");
      }
      return text;
    }
  }

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

  /** In any case. */
  private static <E extends Enum<E>> E oneOf(E[] constants, String text, String known) {
    for (E constant : constants) {
      if (constant.name().equalsIgnoreCase(text)) {
        return constant;
      }
    }
    throw new TypeConversionException("'" + text + "' is not one of " + known);
  }

  static final class ActionName implements ITypeConverter<Action> {
    @Override
    public Action convert(String text) {
      return oneOf(Action.values(), text, words(Action.values(), Action::name));
    }
  }

  static final class ViewName implements ITypeConverter<View> {
    @Override
    public View convert(String text) {
      return oneOf(View.values(), text, words(View.values(), View::word));
    }
  }

  static final class OrderName implements ITypeConverter<Order> {
    @Override
    public Order convert(String text) {
      return oneOf(Order.values(), text, words(Order.values(), Order::word));
    }
  }

  static <E> String words(E[] constants, Function<E, String> word) {
    return Arrays.stream(constants).map(word).collect(Collectors.joining(" "));
  }

  static final class BoundaryName implements ITypeConverter<Boundary> {
    @Override
    public Boundary convert(String text) {
      String known =
          Arrays.stream(Boundary.values()).map(Boundary::word).collect(Collectors.joining(" "));
      return oneOf(Boundary.values(), text, known);
    }
  }

  /**
   * A kind of file; those with a name after a colon are families, which can be given without it.
   */
  static final class KindName implements ITypeConverter<String> {
    @Override
    public String convert(String text) {
      int colon = text.indexOf(':');
      if (FileKind.WORDS.contains(text)
          || FileKind.FAMILIES.contains(colon < 0 ? text : text.substring(0, colon))) {
        return text;
      }
      throw new TypeConversionException(
          "'"
              + text
              + "' is not one of "
              + String.join(" ", FileKind.WORDS)
              + " sock[:TYPE] anon[:NAME] ns[:NAME]");
    }
  }

  /** The word of a format. */
  static final class FormatName implements ITypeConverter<Format> {
    private final List<Format> known;

    FormatName(List<Format> known) {
      this.known = known;
    }

    static String word(Format format) {
      return format.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public Format convert(String text) {
      return known.stream()
          .filter(format -> word(format).equals(text))
          .findFirst()
          .orElseThrow(
              () -> new TypeConversionException("'" + text + "' is not one of " + words()));
    }

    private String words() {
      return known.stream().map(FormatName::word).collect(Collectors.joining(" "));
    }
  }

  /** Whose stacks. */
  static final class StackEndsName implements ITypeConverter<StackEnds> {
    @Override
    public StackEnds convert(String text) {
      return switch (text) {
        case "send" -> StackEnds.SEND;
        case "recv" -> StackEnds.RECV;
        case "both" -> StackEnds.BOTH;
        default ->
            throw new TypeConversionException("'" + text + "' is neither send, recv nor both");
      };
    }
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

  static final class Reason implements ITypeConverter<FailOn> {
    @Override
    public FailOn convert(String text) {
      return oneOf(FailOn.values(), text, FailOn.words());
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

  /** Bytes that are not UTF-8 have been replaced in it, and would make a file of another name. */
  static final class FileName implements ITypeConverter<String> {
    private static final char REPLACED = '\ufffd';

    @Override
    public String convert(String text) {
      if (text.isEmpty() || text.indexOf(REPLACED) >= 0) {
        throw new TypeConversionException("'" + text + "' is not a file's name in UTF-8");
      }
      return text;
    }
  }
}
