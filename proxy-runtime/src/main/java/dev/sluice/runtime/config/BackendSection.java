package dev.sluice.runtime.config;

import dev.sluice.api.Balancer;
import dev.sluice.api.Emitter;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.UseServerConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.MatchObject;
import dev.sluice.runtime.config.model.stickiness.CookieConfig;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.config.tree.Spelling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
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
  private static final Key<Mode> MODE = FrontendSection.MODE;
  private static final Key<Balancer> BALANCE =
      Key.optional(
          "balance",
          Type.extension(Balancer.class),
          "How a server is chosen for a session; without it random");
  static final Key<Map<String, Settings>> SERVERS =
      Key.required(
          "servers",
          Type.mapOf(Type.object(ServerSection.SPEC)),
          "The servers by name, at least one");
  private static final Key<Matcher> RULE_MATCH =
      Key.required("match", Type.match(), "Which sessions, as in a route");
  private static final Key<String> RULE_SERVER =
      Key.required("server", CoreTypes.REFERENCE, "The name of the server they go to");
  private static final Key<List<Settings>> USE_SERVER =
      Key.withDefault(
          "use-server",
          Type.arrayOf(Type.object(SettingsSpec.of(RULE_MATCH, RULE_SERVER))),
          List.of(),
          "[]",
          "Sessions that go to a certain server, whatever balance says; the first rule that fits"
              + " counts. Those of servers that are down or in maintenance are passed over");
  private static final Key<Long> FULLCONN =
      Key.optional(
          "fullconn",
          Type.number(1, Integer.MAX_VALUE),
          "With how many sessions of the backend its servers take maxconn each; with fewer, those"
              + " that have a minconn take less");
  private static final Key<OnMarkedDown> ON_MARKED_DOWN =
      Key.optional(
          "on-marked-down",
          Type.choice(OnMarkedDown.class),
          "shutdown-sessions: the sessions of a server that goes down are cut; without it they may"
              + " go on");
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
          Duration.ofSeconds(30),
          "30s",
          "Mode http: how long they are kept, if the server keeps them; a server with a worker for"
              + " each connection may want it shorter");
  private static final Key<Duration> CONNECT =
      Key.withDefault(
          "connect",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(5),
          "5s",
          "How long one attempt to connect may take");
  private static final Key<Duration> QUEUE =
      Key.optional(
          "queue",
          CoreTypes.TIMEOUT,
          "How long a session waits for a server with a free slot; as connect if it is not set");
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
  static final Key<Duration> CHECK =
      Key.optional(
          "check",
          CoreTypes.TIMEOUT,
          "How long a check of a server may take; as its inter if it is not set");
  static final SettingsSpec TIMEOUTS_SPEC =
      SettingsSpec.of(CONNECT, QUEUE, SERVER, SERVER_FIN, CHECK);
  static final Key<Settings> TIMEOUTS =
      Key.optional("timeouts", Type.object(TIMEOUTS_SPEC), "How long to wait; never infinitely");

  static final SettingsSpec SPEC =
      SettingsSpec.of(
          MODE,
          BALANCE,
          SERVERS,
          USE_SERVER,
          StickinessSection.COOKIE,
          StickinessSection.STICK,
          FULLCONN,
          ON_MARKED_DOWN,
          CheckSection.OF_BACKEND,
          EMIT,
          RETRIES,
          REDISPATCH,
          POOL_MAX_CONN,
          POOL_PURGE_DELAY,
          TIMEOUTS);

  private static final String DEFAULT_BALANCER = "random";

  /** What happens to the sessions of a server that goes down. */
  private enum OnMarkedDown {
    SHUTDOWN_SESSIONS
  }

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
    List<UseServerConfig> useServer = useServer();
    Extension<Balancer> balancer = balancer();
    if (balancer == null) {
      return null;
    }
    if (settings.get(MODE) == Mode.HTTP
        && balancer.instance().needs().contains(Need.CLIENT_HELLO)) {
      reading
          .problems()
          .warn(
              reading.place(settings, BALANCE.name()),
              "in mode http nothing is known of a ClientHello, so that sessions get servers by"
                  + " turns (expected \"host\" in place of \"sni\")");
    }
    if (settings.get(MODE) == Mode.TCP) {
      HttpSection.checkTcp(settings, List.of(POOL_MAX_CONN, POOL_PURGE_DELAY), reading);
    }
    Collection<Settings> declared =
        settings.has(SERVERS) ? settings.get(SERVERS).values() : List.of();
    CookieConfig cookie = StickinessSection.cookie(settings, settings.get(MODE), declared, reading);
    Settings timeouts = Reading.orEmpty(settings.find(TIMEOUTS));
    return new BackendConfig(
        name,
        settings.get(MODE),
        balancer,
        servers,
        useServer,
        cookie,
        StickinessSection.stick(settings),
        settings.has(FULLCONN) ? settings.get(FULLCONN).intValue() : 0,
        settings.has(ON_MARKED_DOWN),
        settings.get(RETRIES).intValue(),
        settings.get(REDISPATCH),
        settings.get(POOL_MAX_CONN).intValue(),
        settings.get(POOL_PURGE_DELAY),
        new BackendConfig.Timeouts(
            timeouts.get(CONNECT),
            timeouts.get(timeouts.has(QUEUE) ? QUEUE : CONNECT),
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
    boolean fullconn = settings.has(FULLCONN);
    Settings timeouts = Reading.orEmpty(settings.find(TIMEOUTS));
    CheckSection checks = new CheckSection(settings, timeouts.find(CHECK), reading);
    declared.forEach((entry, server) ->
        servers.addAll(ServerSection.build(entry, server, emitters, checks, fullconn, reading)));
    checkClashes(declared);
    return servers;
  }

  /** An entry may stand for several servers, whose names must not be those of others. */
  private void checkClashes(Map<String, Settings> declared) {
    Map<String, String> owners = new HashMap<>();
    declared.forEach((entry, server) -> {
      for (String serverName : ServerSection.names(entry, server)) {
        String other = owners.putIfAbsent(serverName, entry);
        if (other != null) {
          Settings counted =
              serverName.equals(entry) ? Objects.requireNonNull(declared.get(other)) : server;
          reading
              .problems()
              .add(
                  ServerSection.placeOfCount(counted, reading),
                  "%s is a server of the entries %s and %s (expected another name, or a lower"
                          .formatted(Quote.of(serverName), Quote.of(other), Quote.of(entry))
                      + " \"count\")");
          return;
        }
      }
    });
  }

  private List<UseServerConfig> useServer() {
    List<UseServerConfig> rules = new ArrayList<>();
    Set<String> names = serverNames();
    for (Settings rule : settings.get(USE_SERVER)) {
      String server = rule.find(RULE_SERVER);
      Matcher match = rule.find(RULE_MATCH);
      if (server != null && !names.contains(server)) {
        reading
            .problems()
            .add(
                reading.place(rule, RULE_SERVER.name()),
                Quote.of(server)
                    + " is not a server of this backend (expected a name from its servers)"
                    + Spelling.hint(server, names));
      } else if (server != null && match != null) {
        rules.add(new UseServerConfig((MatchObject) match, server));
      }
    }
    return rules;
  }

  /** Those with problems included. */
  private Set<String> serverNames() {
    Set<String> names = new LinkedHashSet<>();
    Map<String, Settings> declared = settings.has(SERVERS) ? settings.get(SERVERS) : Map.of();
    Node.@Nullable Member section =
        reading.reader().origin(settings).eachMember().get(SERVERS.name());
    if (section != null) {
      for (String entry : section.value().eachMember().keySet()) {
        Settings server = declared.get(entry);
        names.addAll(server == null ? List.of(entry) : ServerSection.names(entry, server));
      }
    }
    return names;
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
