package io.fdtrail.cli.options;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * {@code ADDR:PORT}, {@code [ADDR]:PORT} for IPv6, or only PORT, on this machine's loopback
 * address. Names are not looked up.
 */
final class ListenAddress implements ITypeConverter<InetSocketAddress> {
  private static final Pattern V4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");
  private static final Pattern V6 = Pattern.compile("\\[[0-9a-fA-F:.]*:[0-9a-fA-F:.]*]");
  private static final int LAST_PORT = 0xffff;

  @Override
  public InetSocketAddress convert(String text) {
    int colon = text.lastIndexOf(':');
    OptionalLong port = Digits.number(text.substring(colon + 1), LAST_PORT);
    try {
      if (port.isPresent()) {
        InetAddress address = address(text.substring(0, Math.max(colon, 0)));
        return new InetSocketAddress(address, (int) port.getAsLong());
      }
    } catch (UnknownHostException e) {
      // falls through to the one message
    }
    throw new TypeConversionException(
        "'" + text + "' is not an address and port such as 127.0.0.1:9432 or [::1]:9432");
  }

  private static InetAddress address(String text) throws UnknownHostException {
    if (text.isEmpty() || text.equals("localhost")) {
      return InetAddress.getLoopbackAddress();
    }
    if (V4.matcher(text).matches() || V6.matcher(text).matches()) {
      return InetAddress.getByName(text);
    }
    throw new UnknownHostException(text);
  }
}
