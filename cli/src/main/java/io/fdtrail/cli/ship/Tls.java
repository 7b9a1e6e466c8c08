package io.fdtrail.cli.ship;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;

/** Whom to trust, and who we are, from files in PEM. */
public final class Tls {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]+)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519");

  private Tls() {}

  /** A certificate of ours, with its chain, and its key. */
  public record Identity(Path certificate, Path key) {}

  /**
   * Reads the files.
   *
   * @param authority whose certificates alone are trusted; empty: those that Java trusts
   * @throws IOException if they cannot be read
   */
  public static SSLContext context(Optional<Path> authority, Optional<Identity> identity)
      throws IOException {
    try {
      TrustManager[] trusted = authority.isPresent() ? trust(authority.get()) : null;
      KeyManager[] ours = identity.isPresent() ? keys(identity.get()) : null;
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(ours, trusted, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static KeyStore store() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }

  private static Collection<? extends Certificate> certificates(Path path)
      throws IOException, GeneralSecurityException {
    byte[] bytes = Files.readAllBytes(path);
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (!found.isEmpty()) {
        return found;
      }
    } catch (CertificateException e) {
      throw new IOException(path + " has no certificate in PEM: " + e.getMessage(), e);
    }
    throw new IOException(path + " has no certificate in PEM");
  }

  private static TrustManager[] trust(Path authority) throws IOException, GeneralSecurityException {
    KeyStore store = store();
    for (Certificate each : certificates(authority)) {
      store.setCertificateEntry("ca" + store.size(), each);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Identity identity) throws IOException, GeneralSecurityException {
    KeyStore store = store();
    store.setKeyEntry(
        "client",
        key(identity.key()),
        new char[0],
        certificates(identity.certificate()).toArray(new Certificate[0]));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, new char[0]);
    return factory.getKeyManagers();
  }

  private static PrivateKey key(Path path) throws IOException, GeneralSecurityException {
    Matcher pem = KEY.matcher(Files.readString(path, StandardCharsets.ISO_8859_1));
    if (pem.find()) {
      PKCS8EncodedKeySpec encoded =
          new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem.group(1)));
      for (String algorithm : ALGORITHMS) {
        Optional<PrivateKey> key = key(algorithm, encoded);
        if (key.isPresent()) {
          return key.get();
        }
      }
    }
    throw new IOException(
        path
            + " has no key that begins with BEGIN PRIVATE KEY; 'openssl pkcs8 -topk8 -nocrypt' makes one");
  }

  private static Optional<PrivateKey> key(String algorithm, PKCS8EncodedKeySpec encoded)
      throws GeneralSecurityException {
    try {
      return Optional.of(KeyFactory.getInstance(algorithm).generatePrivate(encoded));
    } catch (InvalidKeySpecException e) {
      return Optional.empty(); // of another kind
    }
  }
}
