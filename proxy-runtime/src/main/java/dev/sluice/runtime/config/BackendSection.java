package dev.sluice.runtime.config;

import dev.sluice.api.Balancer;
import dev.sluice.api.Emitter;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.Extension;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.ServerAddress;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.tree.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An entry of the section {@code backends}. */
final class BackendSection {

  private static final Key<List<Emitter>> EMIT =
      Key.withDefault(
          "emit",
          Type.arrayOf(Type.extension(Emitter.class)),
          List.of(),
          "[]",
          "Written to the servers before the client's bytes, in this order");
  private static final Key<ServerAddress> ADDRESS =
      Key.required(
          "address",
          CoreTypes.SERVER_ADDRESS,
          "Where it listens: host:port, [v6]:port, or unix:path. A host name is looked up when a"
              + " connection is made");
  private static final Key<Long> WEIGHT =
      Key.withDefault(
          "weight",
          Type.number(0, 256),
          1L,
          "1",
          "Its share of new sessions relative to the others; 0 for none");
  private static final Key<List<Emitter>> SERVER_EMIT =
      Key.optional(
          "emit",
          Type.arrayOf(Type.extension(Emitter.class)),
          "Written to this server first, in place of what the backend says");
  static final SettingsSpec SERVER_SPEC = SettingsSpec.of(ADDRESS, WEIGHT, SERVER_EMIT);
  private static final Key<Mode> MODE = FrontendSection.MODE;
  private static final Key<Balancer> BALANCE =
      Key.optional(
          "balance",
          Type.extension(Balancer.class),
          "How a server is chosen for a session; without it random");
  private static final Key<Map<String, Settings>> SERVERS =
      Key.required(
          "servers", Type.mapOf(Type.object(SERVER_SPEC)), "The servers by name, at least one");
  private static final Key<Long> RETRIES =
      Key.withDefault(
          "retries",
          Type.number(0, 100),
          3L,
          "3",
          "How many further attempts are made when connecting fails");
  private static final Key<Boolean> REDISPATCH =
      Key.withDefault(
          "redispatch",
          Type.flag(),
          true,
          "true",
          "Whether a further attempt to connect may go to another server");
  private static final Key<Long> POOL_MAX_CONN =
      Key.withDefault(
          "pool-max-conn",
          Type.number(0, 100_000),
          128L,
          "128",
          "Mode http: how many idle connections to each server an event loop keeps for the next"
              + " requests; 0 for none");
  private static final Key<Duration> POOL_PURGE_DELAY =
      Key.withDefault(
          "pool-purge-delay",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(4),
          "4s",
          "Mode http: how long they are kept; should be shorter than the servers keep them");
  private static final Key<Duration> CONNECT =
      Key.withDefault(
          "connect",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(5),
          "5s",
          "How long one attempt to connect may take");
  private static final Key<Duration> SERVER =
      Key.withDefault(
          "server",
          CoreTypes.TIMEOUT,
          Duration.ofMinutes(1),
          "1m",
          "How long the server may neither send nor take anything; in mode tcp 1h if neither this"
              + " nor the frontend's tunnel is set");
  private static final Key<Duration> SERVER_FIN =
      Key.withDefault(
          "server-fin",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(30),
          "30s",
          "The same, once the session is closed in one direction");
  static final SettingsSpec TIMEOUTS_SPEC = SettingsSpec.of(CONNECT, SERVER, SERVER_FIN);
  private static final Key<Settings> TIMEOUTS =
      Key.optional("timeouts", Type.object(TIMEOUTS_SPEC), "How long to wait; never infinitely");

  static final SettingsSpec SPEC =
      SettingsSpec.of(
          MODE,
          BALANCE,
          SERVERS,
          EMIT,
          RETRIES,
          REDISPATCH,
          POOL_MAX_CONN,
          POOL_PURGE_DELAY,
          TIMEOUTS);

  private static final String DEFAULT_BALANCER = "random";

  private final String name;
  private final Settings settings;
  private final Reading reading;

  BackendSection(String name, Settings settings, Reading reading) {
    this.name = name;
    this.settings = settings;
    this.reading = reading;
  }

  /** The backend; null or incomplete if there is a problem. */
  @Nullable BackendConfig build() {
    List<ServerConfig> servers = servers();
    Extension<Balancer> balancer = balancer();
    if (balancer == null) {
      return null;
    }
    if (settings.get(MODE) == Mode.TCP) {
      HttpSection.checkTcp(settings, List.of(POOL_MAX_CONN, POOL_PURGE_DELAY), reading);
    }
    Settings timeouts = Reading.orEmpty(settings.find(TIMEOUTS));
    return new BackendConfig(
        name,
        settings.get(MODE),
        balancer,
        servers,
        settings.get(RETRIES).intValue(),
        settings.get(REDISPATCH),
        settings.get(POOL_MAX_CONN).intValue(),
        settings.get(POOL_PURGE_DELAY),
        new BackendConfig.Timeouts(
            timeouts.get(CONNECT),
            timeouts.has(SERVER) ? timeouts.get(SERVER) : null,
            timeouts.get(SERVER_FIN)));
  }

  private List<ServerConfig> servers() {
    List<ServerConfig> servers = new ArrayList<>();
    Map<String, Settings> declared = settings.has(SERVERS) ? settings.get(SERVERS) : Map.of();
    Node section = reading.reader().origin(settings);
    if (section instanceof Node.Members object
        && object.find(SERVERS.name()) instanceof Node.Members all) {
      reading.checkNames(all);
      if (all.members().isEmpty()) {
        reading
            .problems()
            .add(
                all.place(),
                "there is no server (expected at least one, for example {\"s1\": {\"address\":"
                    + " \"127.0.0.1:8080\"}})");
      }
    }
    List<Extension<Emitter>> emitters =
        reading.words(Emitter.class, settings.get(EMIT), settings, EMIT.name());
    declared.forEach((serverName, server) -> {
      ServerAddress address = server.find(ADDRESS);
      if (address != null) {
        servers.add(
            new ServerConfig(
                serverName,
                address.below(reading.home()),
                server.get(WEIGHT).intValue(),
                emitters(server, emitters)));
      }
    });
    return servers;
  }

  private List<Extension<Emitter>> emitters(
      Settings server, List<Extension<Emitter>> ofTheBackend) {
    List<Emitter> own = server.find(SERVER_EMIT);
    return own == null
        ? ofTheBackend
        : reading.words(Emitter.class, own, server, SERVER_EMIT.name());
  }

  private @Nullable Extension<Balancer> balancer() {
    Balancer balancer = settings.find(BALANCE);
    Node.Member member = reading.reader().origin(settings).eachMember().get(BALANCE.name());
    if (member == null) {
      return reading.byDefault(Balancer.class, DEFAULT_BALANCER, reading.place(settings));
    }
    return balancer == null ? null : reading.word(Balancer.class, balancer, member.value());
  }
}
