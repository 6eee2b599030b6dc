package dev.sluice.runtime.config;

import dev.sluice.api.Filter;
import dev.sluice.api.Need;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.HttpConfig;
import dev.sluice.runtime.config.model.HttpConfig.ForwardedFor;
import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.addresses.Network;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys that a frontend has in HTTP mode alone. */
final class HttpSection {

  private static final Type<Network> NETWORK =
      Type.text("an IP address or network", Network.class, Network::parse);
  private static final Key<List<Network>> EXCEPT =
      Key.withDefault(
          "except",
          Type.listOf(NETWORK),
          List.of(),
          "[]",
          "Clients for whom no X-Forwarded-For is added");
  private static final Key<Boolean> IF_NONE =
      Key.withDefault(
          "if-none",
          Type.flag(),
          false,
          "false",
          "Whether an X-Forwarded-For that a trusted proxy has sent is enough");
  private static final Key<List<Network>> TRUSTED =
      Key.withDefault(
          "trusted",
          Type.listOf(NETWORK),
          List.of(),
          "[]",
          "Proxies in front of this one: what they say about their clients is kept. What others"
              + " say is replaced");
  private static final Key<Boolean> FORWARDED =
      Key.withDefault(
          "forwarded", Type.flag(), false, "false", "Whether Forwarded (RFC 7239) is added too");
  private static final Key<Boolean> PROTO =
      Key.withDefault(
          "proto", Type.flag(), false, "false", "Whether X-Forwarded-Proto is added too");
  private static final Key<Boolean> PORT =
      Key.withDefault("port", Type.flag(), false, "false", "Whether X-Forwarded-Port is added too");
  static final Key<Settings> FORWARDED_FOR =
      Key.optional(
          "forwarded-for",
          Type.object(SettingsSpec.of(EXCEPT, IF_NONE, TRUSTED, FORWARDED, PROTO, PORT)),
          "Mode http: tells servers the client's address in X-Forwarded-For; the last one is ours");
  static final Key<Persistence> CONNECTION =
      Key.withDefault(
          "connection",
          Type.choice(Persistence.class),
          Persistence.KEEP_ALIVE,
          "keep-alive",
          "Mode http: which connections outlive a request: both, the client's (server-close), or"
              + " none (close)");
  static final Key<String> MONITOR =
      Key.optional(
          "monitor",
          Type.text("a path", String.class, HttpSection::path),
          "Mode http: a path that is answered with 200 by the proxy itself, to tell that it runs");
  static final Key<Duration> REQUEST =
      Key.withDefault(
          "http-request",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(10),
          "10s",
          "Mode http: how long the head of a request may take, at whatever byte rate");
  static final Key<Duration> KEEP_ALIVE =
      Key.withDefault(
          "http-keep-alive",
          CoreTypes.TIMEOUT,
          Duration.ofSeconds(10),
          "10s",
          "Mode http: how long a client may wait with its next request");

  /** What a frontend has only in mode http. */
  static final List<Key<?>> OF_FRONTEND =
      List.of(FORWARDED_FOR, CONNECTION, MONITOR, ErrorFiles.KEY);

  private HttpSection() {}

  private static String path(String text) throws BadValueException {
    if (!text.startsWith("/") || text.chars().anyMatch(c -> c <= ' ' || c > '~')) {
      throw new BadValueException("is not a path (expected for example \"/alive\")");
    }
    return text;
  }

  static HttpConfig build(Settings frontend, Settings timeouts, Reading reading) {
    Settings told = frontend.find(FORWARDED_FOR);
    return new HttpConfig(
        timeouts.get(REQUEST),
        timeouts.get(KEEP_ALIVE),
        frontend.get(CONNECTION),
        told == null ? null : forwardedFor(told),
        frontend.find(MONITOR),
        ErrorFiles.read(frontend, reading));
  }

  private static ForwardedFor forwardedFor(Settings told) {
    return new ForwardedFor(
        told.get(EXCEPT),
        told.get(IF_NONE),
        told.get(TRUSTED),
        told.get(FORWARDED),
        told.get(PROTO),
        told.get(PORT));
  }

  /** Whether requests may all be answered by filters, so that none need have a route. */
  static boolean mayAnswer(Settings frontend) {
    return frontend.get(FrontendSection.MODE) == Mode.HTTP
        && frontend.get(FrontendSection.FILTERS).stream().anyMatch(Filter::answersRequests);
  }

  /** Keys that do nothing in TCP mode are not ignored there. */
  static void checkTcp(Settings section, List<Key<?>> keys, Reading reading) {
    Map<String, Node.Member> members = reading.reader().origin(section).eachMember();
    for (Key<?> key : keys) {
      Node.@Nullable Member member = members.get(key.name());
      // What stands in defaults is for the sections it fits.
      if (member != null && isOwn(section, member, reading)) {
        reading
            .problems()
            .add(
                member.value().place(),
                Quote.of(key.name()) + " needs requests (expected \"mode\": \"http\" beside it)");
      }
    }
  }

  /**
   * The filters of a frontend: those that get what they need.
   *
   * @param seen what is read of a client before they are asked about its route
   */
  static List<Extension<Filter>> filters(Settings frontend, Set<Need> seen, Reading reading) {
    String key = FrontendSection.FILTERS.name();
    List<Extension<Filter>> filters =
        reading.words(Filter.class, frontend.get(FrontendSection.FILTERS), frontend, key);
    Node.@Nullable Member array = reading.reader().origin(frontend).eachMember().get(key);
    if (array == null) {
      return filters;
    }
    boolean http = frontend.get(FrontendSection.MODE) == Mode.HTTP;
    List<Extension<Filter>> fit = new ArrayList<>();
    for (int i = 0; i < filters.size(); i++) {
      Extension<Filter> filter = filters.get(i);
      String lack = lack(filter.instance(), http, seen);
      if (lack == null) {
        fit.add(filter);
      } else if (isOwn(frontend, array, reading)) {
        Place place = array.value().each().get(i).place();
        reading.problems().add(place, Quote.of(filter.word()) + " " + lack);
      }
    }
    return fit;
  }

  /** What a filter needs and does not get; null if there is nothing. */
  private static @Nullable String lack(Filter filter, boolean http, Set<Need> seen) {
    if (!http && filter.needsRequests()) {
      return "needs requests (expected \"mode\": \"http\" beside \"filters\")";
    }
    if (seen.containsAll(filter.needs())) {
      return null;
    }
    return http
        ? "needs more than the head of a request (expected \"mode\": \"tcp\" beside \"filters\")"
        : "needs what no route of this frontend reads (expected a route that matches by it, as by"
            + " \"sni\" or \"host\")";
  }

  /** Whether a key stands in a section itself, and not in the defaults. */
  static boolean isOwn(Settings section, Key<?> key, Reading reading) {
    Node.@Nullable Member member = reading.reader().origin(section).eachMember().get(key.name());
    return member != null && isOwn(section, member, reading);
  }

  private static boolean isOwn(Settings section, Node.Member member, Reading reading) {
    return member
        .value()
        .place()
        .pointer()
        .toString()
        .startsWith(reading.place(section).pointer().toString());
  }
}
