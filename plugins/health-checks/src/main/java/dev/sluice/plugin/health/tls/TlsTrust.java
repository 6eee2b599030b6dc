package dev.sluice.plugin.health.tls;

import dev.sluice.api.Context;
import dev.sluice.api.settings.TextFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Whom a check trusts. The first engine takes a while, so engines are made beside event loops. */
final class TlsTrust {

  private static final String PROTOCOL = "TLS";

  /** Only names sessions, of which there is one. */
  private static final int PORT = 443;

  private final boolean verify;
  private final @Nullable List<Certificate> authorities;
  private TrustManager @Nullable [] managers;

  private TlsTrust(boolean verify, @Nullable List<Certificate> authorities) {
    this.verify = verify;
    this.authorities = authorities;
  }

  /** Anybody: what is served is only looked at. */
  static TlsTrust anybody() {
    return new TlsTrust(false, null);
  }

  /** Those of the Java runtime. */
  static TlsTrust known() {
    return new TlsTrust(true, null);
  }

  /** Those of a file of certificates in PEM; problems are reported. */
  static TlsTrust of(TextFile file, Context context) {
    String text = file.lines().stream().map(TextFile.Line::text).collect(Collectors.joining("\n"));
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    try {
      Collection<? extends Certificate> certificates =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes));
      if (certificates.isEmpty()) {
        context.problem(
            "trusts nobody: "
                + file.path().getFileName()
                + " holds no certificate (expected certificates in PEM)");
      }
      return new TlsTrust(true, List.copyOf(certificates));
    } catch (CertificateException e) {
      context.problem(
          file.path().getFileName()
              + " cannot be read as certificates: "
              + e.getMessage()
              + " (expected certificates in PEM)");
      return new TlsTrust(true, List.of());
    }
  }

  boolean verifies() {
    return verify;
  }

  /**
   * An engine that knows no earlier session, as its context is its own: in a session that is
   * resumed no certificate is sent. Takes a while.
   *
   * @param name the host that a certificate must be for; null if nothing is verified
   */
  SSLEngine engine(@Nullable String name) throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance(PROTOCOL);
    context.init(null, managers(), null);
    return name == null ? context.createSSLEngine() : context.createSSLEngine(name, PORT);
  }

  private synchronized TrustManager[] managers() throws GeneralSecurityException, IOException {
    TrustManager[] made = managers;
    if (made == null) {
      made = verify ? verifying() : new TrustManager[] {new Anybody()};
      managers = made;
    }
    return made;
  }

  private TrustManager[] verifying() throws GeneralSecurityException, IOException {
    KeyStore store = null;
    List<Certificate> certificates = authorities;
    if (certificates != null) {
      store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      for (int i = 0; i < certificates.size(); i++) {
        store.setCertificateEntry("ca" + i, certificates.get(i));
      }
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  /** Nothing secret is sent to whom this trusts. */
  private static final class Anybody extends X509ExtendedTrustManager {

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
