package io.fdtrail.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node of OpenSearch on this machine, without data. */
final class OpenSearch implements AutoCloseable {
  /** As {@code ./check} fetched it. */
  static final Path JARS = Path.of("../.cache/opensearch").toAbsolutePath().normalize();

  private static final Path NODE = Path.of("src/test/opensearch/OpenSearchNode.java");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Process process;
  private final int port;
  private final HttpClient client = HttpClient.newHttpClient();

  private OpenSearch(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Returns once it answers.
   *
   * @param home takes its data and its log
   */
  static OpenSearch start(Path home) throws IOException, InterruptedException {
    int port = Postgres.freePort();
    Path log = home.resolve("node.log");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:TieredStopAtLevel=1", // it is short
                "-cp",
                JARS + "/*",
                NODE.toAbsolutePath().toString(),
                home.toString(),
                Integer.toString(port))
            .directory(home.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    OpenSearch node = new OpenSearch(process, port);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
    while (!node.answers()) {
      if (!process.isAlive() || System.nanoTime() > until) {
        node.close();
        throw new IOException("the node did not start: " + Files.readString(log));
      }
      Thread.sleep(100);
    }
    return node;
  }

  private boolean answers() throws InterruptedException {
    try {
      return send("GET", "_cluster/health", "").path("status").isTextual();
    } catch (IOException e) {
      return false;
    }
  }

  /**
   * @throws IOException if it refuses
   */
  JsonNode send(String method, String path, String body) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = client.send(request, BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IOException(method + " " + path + ": " + answer.body());
    }
    return JSON.readTree(answer.body());
  }

  /** Stores lines of {@code -o ecs}, as docs/fleet says: those of each day in an index. */
  JsonNode store(List<String> lines) throws IOException, InterruptedException {
    StringBuilder bulk = new StringBuilder();
    for (String line : lines) {
      JsonNode document = JSON.readTree(line);
      String id =
          String.join(
              "-",
              document.at("/host/hostname").asText(),
              document.at("/host/boot/id").asText(),
              document.at("/event/sequence").asText());
      String day = document.path("@timestamp").asText().substring(0, 10).replace('-', '.');
      bulk.append("{\"index\":{\"_index\":\"fdtrail-%s\",\"_id\":\"%s\"}}\n".formatted(day, id));
      bulk.append(line).append('\n');
    }
    return send("POST", "_bulk", bulk.toString());
  }

  @Override
  public void close() throws IOException {
    process.getOutputStream().close(); // which it takes for the order to end
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
