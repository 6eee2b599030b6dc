package dev.sluice.plugin.health.tls;

import dev.sluice.api.Context;
import dev.sluice.api.host.HostName;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * How a check speaks TLS.
 *
 * @param trust whom it trusts
 * @param sni the server name it sends; null for one that is routed to the server
 * @param alpn the protocols it offers
 */
public record TlsClient(TlsTrust trust, @Nullable String sni, List<String> alpn) {

  private static final Key<String> SNI =
      Key.optional(
          "sni",
          Type.text("a host name", String.class, HostName::parse),
          "The server name that is sent; without it the first that routes lead here by, or the host"
              + " of the server's address");
  private static final Key<Boolean> VERIFY =
      Key.withDefault(
          "verify",
          Type.flag(),
          false,
          "false",
          "Whether the certificate must be valid for that name and issued by somebody who is"
              + " trusted");
  private static final Key<TextFile> CA_FILE =
      Key.optional(
          "ca-file",
          Type.textFile(),
          "Certificates in PEM of those who are trusted, in place of those of the Java runtime");
  private static final Key<List<String>> ALPN =
      Key.withDefault(
          "alpn",
          Type.listOf(Type.text()),
          List.of("h2", "http/1.1"),
          "[\"h2\", \"http/1.1\"]",
          "The protocols that are offered; [] for none");

  /** What may be set of a check that speaks TLS alone. */
  static final SettingsSpec SPEC = SettingsSpec.of(SNI, VERIFY, CA_FILE, ALPN);

  /** What may be set where something is spoken in TLS. */
  public static final SettingsSpec BELOW = SettingsSpec.of(SNI, VERIFY, CA_FILE);

  /** By settings of {@link #SPEC}; problems are reported. */
  static TlsClient of(Settings settings, Context context) {
    return of(settings, settings.get(ALPN), context);
  }

  /** By settings of {@link #BELOW}. */
  public static TlsClient of(Settings settings, List<String> alpn, Context context) {
    boolean verify = settings.get(VERIFY);
    TextFile authorities = settings.find(CA_FILE);
    if (authorities != null && !verify) {
      context.problem(
          "names whom to trust and verifies nothing (expected \"verify\": true beside"
              + " \"ca-file\")");
    }
    TlsTrust trust =
        !verify
            ? TlsTrust.anybody()
            : authorities == null ? TlsTrust.known() : TlsTrust.of(authorities, context);
    for (String protocol : alpn) {
      if (protocol.isEmpty() || protocol.length() > 255) {
        context.problem(
            "offers a protocol of no or too many letters (expected for example \"h2\")");
      }
    }
    return new TlsClient(trust, settings.find(SNI), alpn);
  }

  /** Why it can never verify a server; null if it may. */
  public @Nullable String neverPasses(Server server) {
    if (trust.verifies() && name(server) == null && !isService(server)) {
      return "has no name to verify the certificate for: its address is none, and no route leads to"
          + " it by one (expected \"sni\", a name of the certificate)";
    }
    return null;
  }

  /** Names of services begin with this (RFC 2782); their targets are yet to be found by name. */
  private static boolean isService(Server server) {
    return server.address() instanceof InetSocketAddress address
        && address.isUnresolved()
        && address.getHostString().startsWith("_");
  }

  /** An engine for one connection; takes a while. */
  TlsSession session(Server server) throws GeneralSecurityException, IOException {
    String name = name(server);
    SSLEngine engine = trust.engine(trust.verifies() ? name : null);
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (name != null) {
      parameters.setServerNames(List.of(new SNIHostName(name)));
    }
    parameters.setApplicationProtocols(alpn.toArray(String[]::new));
    if (trust.verifies()) {
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
    }
    engine.setSSLParameters(parameters);
    return new TlsSession(engine);
  }

  private @Nullable String name(Server server) {
    if (sni != null) {
      return sni;
    }
    for (String routed : server.routedNames()) {
      return routed;
    }
    // Of an address without a name this is the address, which is no host name.
    return server.address() instanceof InetSocketAddress address
        ? HostName.canonical(address.getHostString())
        : null;
  }
}
