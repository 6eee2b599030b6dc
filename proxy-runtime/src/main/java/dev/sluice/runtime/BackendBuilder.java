package dev.sluice.runtime;

import dev.sluice.api.Emitter;
import dev.sluice.api.Need;
import dev.sluice.runtime.backend.Attempts;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.BackendState;
import dev.sluice.runtime.backend.Limits;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.Pooling;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.backend.Servers;
import dev.sluice.runtime.backend.Stick;
import dev.sluice.runtime.backend.StickTable;
import dev.sluice.runtime.backend.UseServer;
import dev.sluice.runtime.backend.discovery.Entry;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.addresses.ServerAddress;
import dev.sluice.runtime.config.model.addresses.ServerAddress.Kind;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.stickiness.CookieConfig;
import dev.sluice.runtime.config.model.stickiness.StickConfig;
import dev.sluice.runtime.http.cookie.PersistenceCookie;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Builds the backends of a generation, with the states that outlive it. */
final class BackendBuilder {

  private BackendBuilder() {}

  static Backend build(BackendConfig config, ServerStates states) {
    BackendState state = states.backend(config.name());
    PersistenceCookie cookie = cookie(config.cookie());
    StickConfig stick = config.stick();
    List<LiveServer> servers =
        config.servers().stream().map(server -> server(config, server, cookie, state)).toList();
    Map<String, LiveServer> byName =
        servers.stream().collect(Collectors.toMap(LiveServer::name, Function.identity()));
    Duration serverIdle = config.timeouts().server();
    return new Backend(
        config.name(),
        new Servers(servers, state),
        config.useServer().stream()
            .map(rule ->
                new UseServer(rule.match(), Objects.requireNonNull(byName.get(rule.server()))))
            .toList(),
        config.balancer().instance(),
        needs(config),
        new Attempts(
            config.retries(),
            config.redispatch(),
            config.timeouts().connect(),
            config.timeouts().queue()),
        serverIdle == null ? Generation.DEFAULT_IDLE : serverIdle,
        config.timeouts().serverFin(),
        cookie,
        stick == null
            ? null
            : new Stick(state.stickTable(settings(stick)), stick.prefixV4(), stick.prefixV6()),
        state);
  }

  private static @Nullable PersistenceCookie cookie(@Nullable CookieConfig config) {
    if (config == null) {
      return null;
    }
    StringBuilder attributes = new StringBuilder("; path=/");
    config.domain().forEach(domain -> attributes.append("; domain=").append(domain));
    attributes
        .append(config.httponly() ? "; HttpOnly" : "")
        .append(config.secure() ? "; Secure" : "");
    config.attr().forEach(attribute -> attributes.append("; ").append(attribute));
    return new PersistenceCookie(
        config.name(),
        new PersistenceCookie.Options(
            config.mode() == CookieConfig.Mode.PREFIX,
            config.indirect(),
            config.nocache(),
            config.postonly(),
            config.preserve(),
            attributes.toString()));
  }

  private static StickTable.Settings settings(StickConfig config) {
    return new StickTable.Settings(config.size(), config.expire());
  }

  private static Set<Need> needs(BackendConfig config) {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    needs.addAll(config.balancer().instance().needs());
    config
        .servers()
        .forEach(server ->
            server.emitters().forEach(emitter -> needs.addAll(emitter.instance().needs())));
    return needs;
  }

  private static LiveServer server(
      BackendConfig backend,
      ServerConfig config,
      @Nullable PersistenceCookie cookie,
      BackendState state) {
    return new LiveServer(
        config.name(),
        backend.name(),
        config.backup(),
        config.emitters().stream().<Emitter>map(Extension::instance).toList(),
        new Pooling(backend.poolMaxConn(), backend.poolPurgeDelay()),
        cookie == null ? null : cookie.of(config.cookie()),
        state.server(
            config.name(),
            config.address().text(),
            config.address().address(),
            settings(backend, config)));
  }

  private static ServerState.Settings settings(BackendConfig backend, ServerConfig config) {
    ServerState.Admin admin =
        switch (config.state()) {
          case READY -> ServerState.Admin.READY;
          case DRAIN -> ServerState.Admin.DRAIN;
          case MAINT -> ServerState.Admin.MAINT;
        };
    return new ServerState.Settings(
        admin,
        config.weight(),
        new Limits(config.maxconn(), config.minconn(), backend.fullconn()),
        config.slowstart(),
        backend.shutdownSessions());
  }

  /** The servers of a generation that are looked up, those of each entry together. */
  static List<Entry> lookedUp(Generation generation) {
    List<Entry> entries = new ArrayList<>();
    generation
        .config()
        .backends()
        .forEach((name, config) -> {
          Backend backend = Objects.requireNonNull(generation.backends().get(name));
          Map<String, List<ServerState>> states = new HashMap<>();
          Map<String, ServerAddress> addresses = new LinkedHashMap<>();
          for (int i = 0; i < config.servers().size(); i++) {
            ServerConfig server = config.servers().get(i);
            if (server.address().kind() != Kind.LITERAL) {
              addresses.put(server.entry(), server.address());
              states
                  .computeIfAbsent(server.entry(), key -> new ArrayList<>())
                  .add(backend.servers().all().get(i).state());
            }
          }
          addresses.forEach((entry, address) ->
              entries.add(entry(address, Objects.requireNonNull(states.get(entry)))));
        });
    return entries;
  }

  private static Entry entry(ServerAddress address, List<ServerState> servers) {
    InetSocketAddress named = (InetSocketAddress) address.address();
    boolean service = address.kind() == Kind.SERVICE;
    return new Entry(named.getHostString(), named.getPort(), service, servers);
  }

  /** What a generation says about servers that sessions of all generations heed. */
  static Map<ServerState, ServerState.Settings> settings(Generation generation) {
    Map<ServerState, ServerState.Settings> settings = new HashMap<>();
    generation
        .config()
        .backends()
        .forEach((name, config) -> {
          Backend backend = Objects.requireNonNull(generation.backends().get(name));
          for (int i = 0; i < config.servers().size(); i++) {
            ServerConfig server = config.servers().get(i);
            settings.put(backend.servers().all().get(i).state(), settings(config, server));
          }
        });
    return settings;
  }

  /** What a generation says about backends whose sessions stick to servers. */
  static Map<BackendState, StickTable.Settings> sticks(Generation generation) {
    Map<BackendState, StickTable.Settings> sticks = new HashMap<>();
    generation
        .config()
        .backends()
        .forEach((name, config) -> {
          StickConfig stick = config.stick();
          if (stick != null) {
            Backend backend = Objects.requireNonNull(generation.backends().get(name));
            sticks.put(backend.state(), settings(stick));
          }
        });
    return sticks;
  }
}
