package io.fdtrail.cli.ship;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that no authority has signed, each trusted by the other side alone. */
@Timeout(60)
class TlsTest {
  private static final String PASSWORD = "secret";

  @TempDir private Path directory;
  private Tls.Identity server;
  private Tls.Identity client;

  @BeforeEach
  void make() throws Exception {
    server = identity("server", "RSA");
    client = identity("client", "EC");
  }

  private Tls.Identity identity(String name, String algorithm) throws Exception {
    Path store = directory.resolve(name + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                algorithm,
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(said).isZero();
    KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
    return new Tls.Identity(
        pem(name + ".pem", "CERTIFICATE", keys.getCertificate(name).getEncoded()),
        pem(name + ".key", "PRIVATE KEY", keys.getKey(name, PASSWORD.toCharArray()).getEncoded()));
  }

  private Path pem(String name, String what, byte[] content) throws IOException {
    String text =
        "-----BEGIN "
            + what
            + "-----\n"
            + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content)
            + "\n-----END "
            + what
            + "-----\n";
    return Files.writeString(directory.resolve(name), text);
  }

  private FarEnd listen() throws IOException {
    SSLContext context = Tls.context(Optional.of(client.certificate()), Optional.of(server));
    HttpsServer https = HttpsServer.create(FarEnd.loopback(), 0);
    https.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters wanted = getSSLContext().getDefaultSSLParameters();
            wanted.setNeedClientAuth(true);
            parameters.setSSLParameters(wanted);
          }
        });
    return new FarEnd(https, () -> FarEnd.ALL);
  }

  private Collector.Answer send(FarEnd to, Optional<Path> authority, Optional<Tls.Identity> ours)
      throws IOException, InterruptedException {
    return new Collector(
            URI.create("https://localhost:" + to.port() + "/v1/logs"),
            Map.of(),
            Optional.of(Tls.context(authority, ours)),
            Duration.ofSeconds(20))
        .send(OtlpRequest.encode(List.of()));
  }

  @Test
  void eachSideTrustsTheOther() throws Exception {
    try (FarEnd collector = listen()) {
      assertThat(send(collector, Optional.of(server.certificate()), Optional.of(client)).status())
          .isEqualTo(FarEnd.ALL);
    }
  }

  @Test
  void aCollectorThatIsNotTrustedGetsNothing() throws Exception {
    try (FarEnd collector = listen()) {
      assertThatIOException()
          .isThrownBy(() -> send(collector, Optional.empty(), Optional.of(client)))
          .withMessageContaining("certification path");
      assertThat(collector.headers).isEmpty();
    }
  }

  @Test
  void theCollectorSeesWhoWeAre() throws Exception {
    try (FarEnd collector = listen()) {
      assertThatIOException()
          .isThrownBy(() -> send(collector, Optional.of(server.certificate()), Optional.empty()));
      assertThat(collector.headers).isEmpty();
    }
  }

  @Test
  void aKeyInAnotherFormIsExplained() throws Exception {
    Path old = Files.writeString(directory.resolve("old"), "-----BEGIN EC PRIVATE KEY-----\n");
    assertThatIOException()
        .isThrownBy(
            () ->
                Tls.context(
                    Optional.empty(), Optional.of(new Tls.Identity(client.certificate(), old))))
        .withMessageContaining("openssl pkcs8");
  }

  @Test
  void whatIsNoCertificateIsNamed() throws Exception {
    Path wrong =
        Files.writeString(directory.resolve("ca.key"), "-----BEGIN CERTIFICATE-----\nAAAA\n");
    assertThatIOException()
        .isThrownBy(() -> Tls.context(Optional.of(wrong), Optional.empty()))
        .withMessageStartingWith(wrong + " has no certificate in PEM");
  }
}
