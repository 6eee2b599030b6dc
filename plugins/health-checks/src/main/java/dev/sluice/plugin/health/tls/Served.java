package dev.sluice.plugin.health.tls;

import dev.sluice.api.CheckResult;
import dev.sluice.api.ServedCertificate;
import java.security.cert.Certificate;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.jspecify.annotations.Nullable;

/** What a TLS server has served. */
final class Served {

  private static final int DNS_NAME = 2;

  private Served() {}

  static CheckResult of(SSLEngine engine) {
    String alpn = engine.getApplicationProtocol();
    boolean chosen = alpn != null && !alpn.isEmpty();
    String detail = engine.getSession().getProtocol() + (chosen ? ", " + alpn : "");
    return new CheckResult(detail, certificate(engine, chosen ? alpn : null));
  }

  private static @Nullable ServedCertificate certificate(SSLEngine engine, @Nullable String alpn) {
    try {
      Certificate[] chain = engine.getSession().getPeerCertificates();
      return chain.length > 0 && chain[0] instanceof X509Certificate certificate
          ? new ServedCertificate(names(certificate), certificate.getNotAfter().toInstant(), alpn)
          : null;
    } catch (SSLPeerUnverifiedException | CertificateParsingException e) {
      return null;
    }
  }

  /**
   * Why the certificate is not valid now; null if it is. Java does not look at the dates of one
   * that is trusted itself.
   */
  static @Nullable String invalid(SSLEngine engine) {
    try {
      if (engine.getSession().getPeerCertificates()[0] instanceof X509Certificate certificate) {
        certificate.checkValidity();
      }
      return null;
    } catch (CertificateExpiredException e) {
      return "the certificate has expired: " + e.getMessage();
    } catch (CertificateNotYetValidException e) {
      return "the certificate is not valid yet: " + e.getMessage();
    } catch (SSLPeerUnverifiedException e) {
      return "there is no certificate";
    }
  }

  /** Nobody looks at the subject's common name any more (RFC 9525 section 2). */
  private static List<String> names(X509Certificate certificate)
      throws CertificateParsingException {
    List<String> names = new ArrayList<>();
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      for (List<?> name : all) {
        if (name.getFirst() instanceof Integer kind
            && kind == DNS_NAME
            && name.getLast() instanceof String text) {
          names.add(text.toLowerCase(Locale.ROOT));
        }
      }
    }
    return names;
  }
}
