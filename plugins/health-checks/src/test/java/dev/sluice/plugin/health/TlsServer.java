package dev.sluice.plugin.health;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server that speaks TLS with a certificate of its own, and answers a request in it. */
public final class TlsServer implements AutoCloseable {

  private final X509Bundle certificate;
  private final SSLServerSocket listening;

  private TlsServer(X509Bundle certificate, SSLServerSocket listening) {
    this.certificate = certificate;
    this.listening = listening;
  }

  /** Starts one. */
  public static TlsServer start(Duration valid, String answer, List<String> names, String... alpn)
      throws Exception {
    CertificateBuilder builder =
        new CertificateBuilder()
            .ecp256()
            .subject("CN=" + names.getFirst())
            .setIsCertificateAuthority(true)
            .notBefore(Instant.now().minus(Duration.ofDays(90)))
            .notAfter(Instant.now().plus(valid));
    names.forEach(builder::addSanDnsName);
    X509Bundle certificate = builder.buildSelfSigned();
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    SSLServerSocket listening =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listening.getSSLParameters();
    parameters.setApplicationProtocols(alpn);
    listening.setSSLParameters(parameters);
    TlsServer server = new TlsServer(certificate, listening);
    Thread.ofVirtual().start(() -> server.acceptAll(answer));
    return server;
  }

  private void acceptAll(String answer) {
    try {
      while (true) {
        SSLSocket client = (SSLSocket) listening.accept();
        Thread.ofVirtual().start(() -> serve(client, answer));
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  private static void serve(SSLSocket client, String answer) {
    try (client) {
      client.startHandshake();
      InputStream in = client.getInputStream();
      if (in.read() >= 0 && !answer.isEmpty()) {
        client.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException gone) {
      // Tests look at the other side.
    }
  }

  public int port() {
    return listening.getLocalPort();
  }

  /** Its certificate, which issued itself, as a file. */
  public Path certificate(Path folder) throws IOException {
    return Files.writeString(
        folder.resolve("ca" + port() + ".pem"),
        "# whom to trust\n" + certificate.getCertificatePEM());
  }

  public Instant expires() {
    return certificate.getCertificate().getNotAfter().toInstant();
  }

  @Override
  public void close() throws IOException {
    listening.close();
  }
}
