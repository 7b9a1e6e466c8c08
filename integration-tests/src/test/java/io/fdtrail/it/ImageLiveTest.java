package io.fdtrail.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Container;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The image that {@code ./package} left, and its containers, with the rights that the DaemonSet
 * gives them; {@code ./check} runs it first.
 */
class ImageLiveTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String OWN =
      System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
  private static final Map<String, String> PARTS =
      Map.of(
          "ld-linux",
          "glibc",
          "libc",
          "glibc",
          "libm",
          "glibc",
          "libgcc_s",
          "libgcc",
          "libz",
          "zlib");

  @TempDir private static Path unpacked;
  private static Path layout;
  private static JsonNode index;

  @TempDir private Path directory;

  @BeforeAll
  static void unpack() throws IOException, InterruptedException {
    layout = Files.createDirectory(unpacked.resolve("layout"));
    Outcome outcome =
        Program.shell("tar -xf %s/target/package/*-image.tar -C %s".formatted(Layout.ROOT, layout));
    assertThat(outcome.status()).as(outcome.err()).isZero();
    index = JSON.readTree(layout.resolve("index.json").toFile());
    for (String architecture : List.of("amd64", "arm64")) {
      outcome =
          Program.run(
              "umoci",
              "unpack",
              "--image",
              layout + ":" + version() + "-" + architecture,
              bundle(architecture).toString());
      assertThat(outcome.status()).as(outcome.err()).isZero();
    }
  }

  private static String version() {
    return index.at("/manifests/0/annotations/org.opencontainers.image.ref.name").asText();
  }

  private static Path bundle(String architecture) {
    return unpacked.resolve(architecture);
  }

  private static List<Path> files(Path top) throws IOException {
    try (Stream<Path> walk = Files.walk(top)) {
      return walk.filter(Files::isRegularFile).toList();
    }
  }

  private static JsonNode blob(JsonNode descriptor) throws IOException {
    String digest = descriptor.path("digest").asText();
    return JSON.readTree(layout.resolve("blobs").resolve(digest.replace(':', '/')).toFile());
  }

  @Test
  void oneNameIsOfBothMachines() throws IOException, InterruptedException {
    JsonNode both = blob(index.at("/manifests/0"));
    assertThat(both.findValuesAsText("architecture")).containsExactly("amd64", "arm64");
    for (JsonNode image : both.path("manifests")) {
      JsonNode manifest = blob(image);
      assertThat(manifest.at("/layers/0/size").asLong()).isBetween(10_000_000L, 80_000_000L);
      assertThat(blob(manifest.path("config")).path("architecture"))
          .isEqualTo(image.at("/platform/architecture"));
    }
    for (Path blob : files(layout.resolve("blobs"))) {
      assertThat(Program.run("sha256sum", blob.toString()).out())
          .startsWith(blob.getFileName().toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"amd64", "arm64"})
  void thereIsNoShellAndEachLibraryIsAPart(String architecture)
      throws IOException, InterruptedException {
    Path root = bundle(architecture).resolve("rootfs");
    String machine = architecture.equals("amd64") ? "X86-64" : "AArch64";
    List<String> programs =
        Program.shell(
                "find %s -type f -perm /111 -exec readelf -h {} + | grep Machine: | grep -vc %s"
                    .formatted(root, machine))
            .outLines();
    assertThat(programs).containsExactly("0");
    assertThat(files(root).stream().filter(Files::isExecutable).map(Path::getFileName))
        .extracting(Path::toString)
        .allMatch(
            name -> name.matches("fdtrail(-demo|-unwind)?|java|keytool|jexec|jspawnhelper|ld-.*"));
    List<String> parts =
        JSON.readTree(root.resolve("usr/share/doc/fdtrail/sbom.json").toFile())
            .path("components")
            .findValuesAsText("name");
    List<String> libraries =
        files(root).stream()
            .filter(file -> file.getParent().toString().endsWith("-linux-gnu"))
            .map(file -> file.getFileName().toString().replaceAll("(-x86-64|-aarch64)?\\.so.*", ""))
            .map(name -> PARTS.getOrDefault(name, name))
            .toList();
    assertThat(libraries).contains("libdw", "libstdc++", "zlib", "glibc");
    assertThat(parts).containsAll(libraries).contains("OpenJDK", "libbpf");
  }

  private static Container container(String output, int number) throws IOException {
    return Manifests.daemonSet(Manifests.read(Manifests.kustomize(output)))
        .getSpec()
        .getTemplate()
        .getSpec()
        .getContainers()
        .get(number);
  }

  private Path made(String name, String mode) throws IOException {
    Path at = Files.createDirectory(directory.resolve(name));
    return Files.setPosixFilePermissions(at, PosixFilePermissions.fromString(mode));
  }

  private Map<String, Path> volumes() throws IOException {
    return Map.of(
        "cgroups", Path.of("/sys/fs/cgroup"),
        "runtime", made("runtime", "rwx--x--x"),
        "lines", made("lines", "rwxr-xr-x"),
        "state", made("state", "rwxrwxrwx"));
  }

  private static void awaitTrue(Runc container, Callable<Boolean> condition) throws Exception {
    long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (!condition.call()) {
      assertThat(System.nanoTime()).as(container.program().err()).isLessThan(deadline);
      Thread.sleep(50);
    }
  }

  /** As the kubelet probes. */
  private static void awaitProbe(Runc running, Container container) throws Exception {
    int port = container.getPorts().get(0).getContainerPort();
    String path = container.getLivenessProbe().getHttpGet().getPath();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    HttpClient client = HttpClient.newHttpClient();
    awaitTrue(
        running,
        () -> {
          try {
            return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode() == 200;
          } catch (IOException e) {
            return false;
          }
        });
  }

  @Test
  void itTracesWithTheCapabilitiesOfTheDaemonSet() throws Exception {
    Fdtrail.assumeTracing();
    Container tracer = container("log", 0);
    try (Runc running = new Runc(bundle(OWN), tracer, volumes(), UnaryOperator.identity())) {
      awaitProbe(running, tracer);
      Fdtrail.pass(5);
      Outcome outcome = running.end();
      assertThat(outcome.status()).as(outcome.err()).isZero();
      Trace trace = Trace.parse(outcome.outLines());
      assertThat(trace.endingFaults()).isEmpty();
      assertThat(trace.events())
          .filteredOn(row -> row.path("process").asText().equals("passfd"))
          .hasSize(10)
          .allMatch(row -> row.path("host").asText().equals(Runc.NODE))
          .allMatch(row -> row.has("boot_id") && row.has("seq"));
    }
  }

  @Test
  void theOtherContainerSendsWhatItWrites() throws Exception {
    Fdtrail.assumeTracing();
    Container tracer = container("otlp", 0);
    Container ship = container("otlp", 1);
    Map<String, Path> volumes = volumes();
    try (FarEnd far = new FarEnd(new Random(16));
        Runc writing = new Runc(bundle(OWN), tracer, volumes, UnaryOperator.identity());
        Runc sending =
            new Runc(
                bundle(OWN),
                ship,
                volumes,
                argument ->
                    argument.startsWith("--otlp=")
                        ? "--otlp=" + far.url().replace("localhost", "127.0.0.1")
                        : argument)) {
      awaitProbe(writing, tracer);
      awaitProbe(sending, ship);
      Fdtrail.pass(5);
      Path place = volumes.get("state").resolve("place");
      awaitTrue(sending, () -> far.arrived.size() >= 10 && Files.exists(place));
      assertThat(sending.end().status()).isZero();
      assertThat(writing.end().status()).isZero();
    }
    Path lines = volumes.get("lines").resolve("fdtrail.json");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(lines)))
        .isEqualTo("rw-r-----");
  }
}
