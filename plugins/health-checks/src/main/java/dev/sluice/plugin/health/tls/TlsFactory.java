package dev.sluice.plugin.health.tls;

import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.plugin.health.probe.Clients;
import dev.sluice.plugin.health.probe.Probing;
import io.vertx.core.Future;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code "tls": {"sni": "a.example", "verify": true}}: a server that speaks TLS works. */
public final class TlsFactory implements Factory<Check> {

  @Override
  public String word() {
    return "tls";
  }

  @Override
  public String doc() {
    return "Passes if the server answers a TLS ClientHello; without verify also if it answers with"
        + " an alert. What certificate it serves is compared with the names that are routed to it";
  }

  @Override
  public SettingsSpec settings() {
    return TlsClient.SPEC;
  }

  @Override
  public Check create(Settings settings, Context context) {
    return new TlsCheck(new Clients(context.vertx()), TlsClient.of(settings, context));
  }

  private record TlsCheck(Clients clients, TlsClient client) implements Check, AutoCloseable {

    @Override
    public Future<CheckResult> probe(Server server, Duration timeout) {
      TlsTalk talk = new TlsTalk(client, server, null);
      return Probing.start(clients, server, timeout, talk);
    }

    @Override
    public @Nullable String neverPasses(Server server) {
      return client.neverPasses(server);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
