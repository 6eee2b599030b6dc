package dev.sluice.runtime.config;

import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Need;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.EngineChoice;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.HttpConfig;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An entry of the section {@code frontends}. */
final class FrontendSection {

  static final Key<Mode> MODE =
      Key.withDefault(
          "mode", Type.choice(Mode.class), Mode.TCP, "tcp", "What the bytes are taken for");
  private static final Key<EngineChoice> ENGINE =
      Key.optional(
          "engine",
          Type.choice(EngineChoice.class),
          "What drives the sockets of its sessions, in place of what global says");
  static final Key<List<Filter>> FILTERS =
      Key.withDefault(
          "filters",
          Type.arrayOf(Type.extension(Filter.class)),
          List.of(),
          "[]",
          "Asked in this order, each may refuse a session; in mode http some answer or change"
              + " requests");
  static final Key<List<Settings>> ROUTES =
      Key.withDefault(
          "routes",
          Type.arrayOf(Type.object(RouteSection.SPEC)),
          List.of(),
          "[]",
          "Tried in this order, the first that matches wins");
  static final Key<String> DEFAULT_BACKEND =
      Key.optional(
          "default-backend",
          CoreTypes.REFERENCE,
          "Where what matched no route goes; without it that is refused");
  private static final Key<Duration> INSPECT =
      Key.withDefault(
          "inspect",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(5),
          "5s",
          "How long to wait for the bytes that routing needs");
  private static final Key<Duration> CLIENT =
      Key.withDefault(
          "client",
          CoreTypes.TIMEOUT,
          Duration.ofMinutes(1),
          "1m",
          "How long the client may neither send nor take anything; in mode tcp 1h if neither this"
              + " nor tunnel is set");
  private static final Key<Duration> CLIENT_FIN =
      Key.withDefault(
          "client-fin",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(30),
          "30s",
          "The same, once the session is closed in one direction");
  private static final Key<Duration> TUNNEL =
      Key.withDefault(
          "tunnel",
          CoreTypes.TIMEOUT,
          Duration.ofHours(1),
          "1h",
          "How long either side may be silent once bytes are passed on; if set it replaces client"
              + " and server");
  static final SettingsSpec TIMEOUTS_SPEC =
      SettingsSpec.of(
          INSPECT, CLIENT, CLIENT_FIN, TUNNEL, HttpSection.REQUEST, HttpSection.KEEP_ALIVE);
  private static final Key<Settings> TIMEOUTS =
      Key.optional("timeouts", Type.object(TIMEOUTS_SPEC), "How long to wait; never infinitely");
  static final Key<Long> MAXCONN =
      Key.optional(
          "maxconn",
          Type.number(1, Integer.MAX_VALUE),
          "How many sessions it may have at a time; at the limit accepting pauses");
  static final Key<List<String>> LOG =
      Key.optional(
          "log",
          Type.listOf(CoreTypes.REFERENCE),
          "The names of the logs that get a line for each session, [] for none; without it all"
              + " logs do");
  private static final Key<LogFormat> LOG_FORMAT =
      Key.optional(
          "log-format",
          Type.extension(LogFormat.class),
          "What a line of the logs looks like; without it tcplog, in mode http httplog");
  private static final Key<Boolean> LOG_NULL =
      Key.withDefault(
          "log-null",
          Type.flag(),
          true,
          "true",
          "Whether sessions in which the client sent nothing are logged (false is HAProxy's option"
              + " dontlognull)");

  static final SettingsSpec SPEC =
      SettingsSpec.of(
          BindSection.BIND,
          MODE,
          ENGINE,
          FILTERS,
          ROUTES,
          DEFAULT_BACKEND,
          TIMEOUTS,
          MAXCONN,
          LOG,
          LOG_FORMAT,
          LOG_NULL,
          HttpSection.FORWARDED_FOR,
          HttpSection.CONNECTION,
          HttpSection.MONITOR,
          ErrorFiles.KEY);

  private static final String DEFAULT_FORMAT = "tcplog";

  private final String name;
  private final Settings settings;
  private final Reading reading;

  FrontendSection(String name, Settings settings, Reading reading) {
    this.name = name;
    this.settings = settings;
    this.reading = reading;
  }

  /** The frontend, after its references are checked; incomplete if there is a problem. */
  @Nullable FrontendConfig build(HostMapReader maps) {
    List<RouteConfig> routes = routes(maps);
    checkReferences();
    Extension<LogFormat> format = logFormat();
    if (format == null) {
      return null;
    }
    Long maxconn = settings.find(MAXCONN);
    return new FrontendConfig(
        name,
        new BindSection(settings, reading).build(),
        settings.get(MODE),
        settings.find(ENGINE),
        HttpSection.filters(settings, seen(routes), reading),
        routes,
        settings.find(DEFAULT_BACKEND),
        timeouts(),
        maxconn == null ? null : maxconn.intValue(),
        logs(),
        format,
        settings.get(LOG_NULL),
        http());
  }

  /** Reports what cannot be bound beside what other frontends, or this one, listen on. */
  void checkBinds(BoundAddresses bound) {
    new BindSection(settings, reading).checkAddresses(bound);
  }

  private static String at(Place first) {
    return " (first at " + first + ", " + first.pointer() + ")";
  }

  private List<RouteConfig> routes(HostMapReader maps) {
    List<RouteConfig> routes = new ArrayList<>();
    Map<String, Place> names = new HashMap<>();
    for (Settings route : settings.get(ROUTES)) {
      RouteConfig built = RouteSection.build(route, reading, maps);
      if (built != null) {
        routes.add(built);
      }
      String routeName = route.find(RouteSection.NAME);
      if (routeName != null) {
        Place place = reading.place(route, RouteSection.NAME.name());
        Place first = names.putIfAbsent(routeName, place);
        if (first != null) {
          reading
              .problems()
              .add(
                  place,
                  Quote.of(routeName)
                      + " names two routes of this frontend"
                      + at(first)
                      + "; give one of them another name");
        }
      }
    }
    return routes;
  }

  /**
   * What is read of a client before filters are asked about its route; all, if that is not known.
   */
  private Set<Need> seen(List<RouteConfig> routes) {
    if (settings.get(MODE) == Mode.HTTP) {
      return Set.of(Need.REQUEST_HEAD);
    }
    return routes.size() < settings.get(ROUTES).size()
        ? EnumSet.allOf(Need.class)
        : routes.stream()
            .flatMap(route -> route.needs().stream())
            .collect(Collectors.toUnmodifiableSet());
  }

  private void checkReferences() {
    checkReferences(reading.reader().origin(settings), reading);
    Map<String, Node.Member> members = reading.reader().origin(settings).eachMember();
    if (settings.get(ROUTES).isEmpty()
        && !HttpSection.mayAnswer(settings)
        && isEmpty(members.get(ROUTES.name()))
        && !members.containsKey(DEFAULT_BACKEND.name())) {
      reading
          .problems()
          .add(
              reading.place(settings),
              "there is nowhere to go for a connection (expected \"default-backend\", or"
                  + " \"routes\", or both)");
    }
    if (members.get(BindSection.BIND.name()) instanceof Node.Member(Place _, Node.Items bind)
        && bind.items().isEmpty()) {
      reading.problems().add(bind.place(), "is an empty list (expected at least one address)");
    }
  }

  private static boolean isEmpty(Node.@Nullable Member routes) {
    return routes == null || routes.value().each().isEmpty();
  }

  /** Reports names that nothing goes by, in a frontend or in the defaults of all. */
  static void checkReferences(Node section, Reading reading) {
    Map<String, Node.Member> members = section.eachMember();
    Node.Member backend = members.get(DEFAULT_BACKEND.name());
    if (backend != null && backend.value() instanceof Node.Text(Place place, String name)) {
      reading.isBackend(name, place);
    }
    Node.Member log = members.get(LOG.name());
    for (Node each : log == null ? List.<Node>of() : log.value().each()) {
      if (each instanceof Node.Text(Place place, String name)) {
        reading.isLog(name, place);
      }
    }
  }

  private @Nullable HttpConfig http() {
    if (settings.get(MODE) == Mode.TCP) {
      HttpSection.checkTcp(settings, HttpSection.OF_FRONTEND, reading);
      return null;
    }
    return HttpSection.build(settings, Reading.orEmpty(settings.find(TIMEOUTS)), reading);
  }

  private FrontendConfig.Timeouts timeouts() {
    Settings timeouts = Reading.orEmpty(settings.find(TIMEOUTS));
    return new FrontendConfig.Timeouts(
        timeouts.get(INSPECT),
        timeouts.has(CLIENT) ? timeouts.get(CLIENT) : null,
        timeouts.get(CLIENT_FIN),
        timeouts.has(TUNNEL) ? timeouts.get(TUNNEL) : null);
  }

  private List<String> logs() {
    List<String> logs = settings.find(LOG);
    return (logs == null ? reading.logs() : logs).stream().distinct().toList();
  }

  private @Nullable Extension<LogFormat> logFormat() {
    LogFormat chosen = settings.find(LOG_FORMAT);
    Node.Member member = reading.reader().origin(settings).eachMember().get(LOG_FORMAT.name());
    if (member == null) {
      String format = settings.get(MODE) == Mode.HTTP ? "httplog" : DEFAULT_FORMAT;
      return reading.byDefault(LogFormat.class, format, reading.place(settings));
    }
    return chosen == null ? null : reading.word(LogFormat.class, chosen, member.value());
  }
}
