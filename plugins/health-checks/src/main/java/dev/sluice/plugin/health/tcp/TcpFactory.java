package dev.sluice.plugin.health.tcp;

import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.plugin.health.probe.Clients;
import dev.sluice.plugin.health.probe.Probing;
import dev.sluice.plugin.health.probe.Talk;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;

/** {@code "tcp": {}}: a server that can be connected to works. */
public final class TcpFactory implements Factory<Check> {

  @Override
  public String word() {
    return "tcp";
  }

  @Override
  public String doc() {
    return "Passes if the server can be connected to";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.none();
  }

  @Override
  public Check create(Settings settings, Context context) {
    return new TcpCheck(new Clients(context.vertx()));
  }

  private record TcpCheck(Clients clients) implements Check, AutoCloseable {

    @Override
    public Future<CheckResult> probe(Server server, Duration timeout) {
      return Probing.start(clients, server, timeout, new Connected());
    }

    @Override
    public void close() {
      clients.close();
    }
  }

  /** There is nothing to say. */
  private static final class Connected implements Talk {

    @Override
    public void connected(Probing probing) {
      probing.pass(CheckResult.of("connected"));
    }

    @Override
    public void received(Buffer bytes) {}

    @Override
    public void ended() {}

    @Override
    public String awaited() {
      return "connection";
    }
  }
}
