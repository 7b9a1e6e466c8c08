package io.fdtrail.cli.output;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Debian's Chromium without a window, driven by its own protocol of debugging. Not the program
 * {@code chromium}: on a busy machine its page may stand still for minutes.
 */
final class Browser implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/chromium-headless-shell");
  private static final long PATIENCE_SECONDS = 120;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path home;
  private final Process process;
  private final WebSocket socket;
  private final Answers answers;
  private final List<JsonNode> events = new ArrayList<>();
  private int calls;

  private Browser(Path home, Process process, WebSocket socket, Answers answers) {
    this.home = home;
    this.process = process;
    this.socket = socket;
    this.answers = answers;
  }

  /** What the browser says, whole messages. */
  private static final class Answers implements WebSocket.Listener {
    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        messages.add(partial.toString());
        partial.setLength(0);
      }
      from.request(1);
      return null;
    }
  }

  /** One that runs; the test is skipped if there is none. */
  static Browser start() throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(PROGRAM), "chromium-headless-shell is not installed");
    Path home = Files.createTempDirectory("fdtrail-browser");
    Process process =
        new ProcessBuilder(
                PROGRAM.toString(),
                "--no-sandbox",
                "--disable-gpu",
                "--no-first-run",
                "--disable-sync",
                "--disable-extensions",
                "--disable-component-update",
                "--disable-background-networking",
                "--disable-domain-reliability",
                "--host-resolver-rules=MAP * ~NOTFOUND",
                "--remote-debugging-port=0",
                "--user-data-dir=" + home,
                "--window-size=1280,900",
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(home.resolve("log").toFile())
            .start();
    Path port = home.resolve("DevToolsActivePort");
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        !Files.exists(port) || Files.readAllLines(port).size() < 2; ) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException("chromium: " + Files.readString(home.resolve("log")));
      }
      Thread.sleep(20);
    }
    HttpClient client = HttpClient.newHttpClient();
    URI list = URI.create("http://127.0.0.1:" + Files.readAllLines(port).get(0) + "/json/list");
    String pages =
        client.send(HttpRequest.newBuilder(list).build(), BodyHandlers.ofString()).body();
    String address = "";
    for (JsonNode page : JSON.readTree(pages)) {
      if (page.get("type").asText().equals("page")) {
        address = page.get("webSocketDebuggerUrl").asText();
      }
    }
    Answers answers = new Answers();
    WebSocket socket = client.newWebSocketBuilder().buildAsync(URI.create(address), answers).join();
    Browser browser = new Browser(home, process, socket, answers);
    for (String domain : List.of("Runtime", "Log", "Network", "Page")) {
      browser.call(domain + ".enable", JSON.createObjectNode());
    }
    browser.call("Performance.enable", JSON.createObjectNode().put("timeDomain", "threadTicks"));
    return browser;
  }

  JsonNode call(String method, ObjectNode parameters) throws IOException, InterruptedException {
    int id = ++calls;
    ObjectNode message = JSON.createObjectNode().put("id", id).put("method", method);
    message.set("params", parameters);
    socket.sendText(message.toString(), true).join();
    while (true) {
      JsonNode answer = next();
      if (answer.path("id").asInt() == id) {
        if (answer.has("error")) {
          throw new IOException(method + ": " + answer.get("error"));
        }
        return answer.get("result");
      }
      events.add(answer);
    }
  }

  private JsonNode next() throws IOException, InterruptedException {
    String answer = answers.messages.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (answer == null) {
      throw new IOException("chromium does not answer");
    }
    return JSON.readTree(answer);
  }

  /** Opens a page, and waits until its script has shown the report. */
  void open(Path page, String fragment) throws IOException, InterruptedException {
    call("Page.navigate", JSON.createObjectNode().put("url", "about:blank"));
    events.clear();
    call("Page.navigate", JSON.createObjectNode().put("url", page.toUri() + fragment));
    await("document.documentElement?.dataset.ready !== undefined");
  }

  /** Waits until an expression is true. */
  void await(String condition) throws IOException, InterruptedException {
    for (long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        !eval(condition).asBoolean(); ) {
      if (System.nanoTime() > end) {
        throw new IOException("never true: " + condition + "; " + complaints());
      }
      Thread.sleep(20);
    }
  }

  /** The value of an expression, also of a promise. */
  JsonNode eval(String expression) throws IOException, InterruptedException {
    JsonNode result =
        call(
            "Runtime.evaluate",
            JSON.createObjectNode()
                .put("expression", expression)
                .put("awaitPromise", true)
                .put("returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new IOException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.get("result").path("value");
  }

  String text(String expression) throws IOException, InterruptedException {
    return eval(expression).asText();
  }

  void press(String key) throws IOException, InterruptedException {
    for (String type : List.of("keyDown", "keyUp")) {
      call("Input.dispatchKeyEvent", JSON.createObjectNode().put("type", type).put("key", key));
    }
  }

  /** What the page wrote to the console, threw, or was not allowed to do. */
  List<String> complaints() {
    return events.stream()
        .filter(
            event ->
                List.of("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded")
                    .contains(event.path("method").asText()))
        .map(JsonNode::toString)
        .toList();
  }

  /** The addresses that were asked for since the page was opened. */
  List<String> requests() {
    return events.stream()
        .filter(event -> event.path("method").asText().equals("Network.requestWillBeSent"))
        .map(event -> event.at("/params/request/url").asText())
        .filter(address -> !address.equals("about:blank"))
        .toList();
  }

  void dark(boolean isDark) throws IOException, InterruptedException {
    ObjectNode media = JSON.createObjectNode();
    media
        .putArray("features")
        .addObject()
        .put("name", "prefers-color-scheme")
        .put("value", isDark ? "dark" : "light");
    call("Emulation.setEmulatedMedia", media);
  }

  void size(int width, int height) throws IOException, InterruptedException {
    call(
        "Emulation.setDeviceMetricsOverride",
        JSON.createObjectNode()
            .put("width", width)
            .put("height", height)
            .put("deviceScaleFactor", 1)
            .put("mobile", false));
  }

  /** What the page shows from one element to another, as it looks. */
  void picture(Path to, String first, String last) throws IOException, InterruptedException {
    String top = "document.querySelector('" + first + "').getBoundingClientRect().top - 16";
    String bottom = "document.querySelector('" + last + "').getBoundingClientRect().bottom + 16";
    double from = eval(top).asDouble();
    ObjectNode wanted =
        JSON.createObjectNode().put("captureBeyondViewport", true).put("format", "png");
    wanted
        .putObject("clip")
        .put("x", 0)
        .put("y", from)
        .put("width", eval("document.body.clientWidth").asDouble())
        .put("height", eval(bottom).asDouble() - from)
        .put("scale", 1);
    JsonNode picture = call("Page.captureScreenshot", wanted);
    Files.write(to, Base64.getDecoder().decode(picture.get("data").asText()));
  }

  /** Of the page's main thread since it was opened, however busy the machine is. */
  double cpuSeconds() throws IOException, InterruptedException {
    for (JsonNode metric : call("Performance.getMetrics", JSON.createObjectNode()).get("metrics")) {
      if (metric.get("name").asText().equals("TaskDuration")) {
        return metric.get("value").asDouble();
      }
    }
    throw new IOException("chromium measures nothing");
  }

  /** The page as a PDF. */
  byte[] print() throws IOException, InterruptedException {
    JsonNode printed =
        call("Page.printToPDF", JSON.createObjectNode().put("printBackground", true));
    return Base64.getDecoder().decode(printed.get("data").asText());
  }

  @Override
  public void close() throws IOException {
    socket.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }
}
