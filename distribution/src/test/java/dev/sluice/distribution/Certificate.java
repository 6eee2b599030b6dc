package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A self-signed certificate.
 *
 * @param name for which host
 * @param file the certificate, PEM
 * @param key its key, PEM
 * @param both one after the other in one file
 */
record Certificate(String name, Path file, Path key, Path both) {

  /** Makes one in a folder. */
  static Certificate make(Path folder, String name) throws IOException, InterruptedException {
    Path file = folder.resolve(name + ".crt");
    Path key = folder.resolve(name + ".key");
    Path both = folder.resolve(name + ".pem");
    Command.Outcome made =
        Command.run(
            Program.named("openssl"),
            "req",
            "-x509",
            "-newkey",
            "ec",
            "-pkeyopt",
            "ec_paramgen_curve:P-256",
            "-nodes",
            "-days",
            "2",
            "-subj",
            "/CN=" + name,
            "-addext",
            "subjectAltName=DNS:" + name,
            "-keyout",
            key.toString(),
            "-out",
            file.toString());
    assertThat(made.exit()).as(made.text()).isZero();
    Files.writeString(both, Files.readString(key) + Files.readString(file));
    return new Certificate(name, file, key, both);
  }

  X509Certificate value() throws IOException, GeneralSecurityException {
    try (InputStream in = Files.newInputStream(file)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
    }
  }

  /** Trusts these and no other. */
  static SSLContext trust(Certificate... certificates)
      throws GeneralSecurityException, IOException {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (Certificate certificate : certificates) {
      trusted.setCertificateEntry(certificate.name(), certificate.value());
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
