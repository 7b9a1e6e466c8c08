import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.node.NodeValidationException;
import org.opensearch.painless.PainlessPlugin;
import org.opensearch.transport.Netty4Plugin;

/**
 * A node of OpenSearch with two of the modules that the distribution loads from its directories:
 * {@code java -cp 'JARS/*' OpenSearchNode.java HOME PORT}. It runs until its standard input ends.
 */
final class OpenSearchNode extends Node {
  private OpenSearchNode(Settings settings) {
    super(
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "fdtrail"),
        List.of(Netty4Plugin.class, PainlessPlugin.class),
        false);
  }

  public static void main(String[] arguments) throws IOException, NodeValidationException {
    Settings settings =
        Settings.builder()
            .put("path.home", arguments[0])
            .put("network.host", "127.0.0.1")
            .put("http.port", arguments[1])
            .put("discovery.type", "single-node")
            .put("transport.type", "netty4")
            .put("http.type", "netty4")
            .build();
    new OpenSearchNode(settings).start();
    while (System.in.read() >= 0) {
      // nothing is expected
    }
    System.exit(0);
  }
}
