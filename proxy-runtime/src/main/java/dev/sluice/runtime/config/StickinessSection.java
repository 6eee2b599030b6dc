package dev.sluice.runtime.config;

import dev.sluice.api.HeaderField;
import dev.sluice.api.host.HostName;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.stickiness.CookieConfig;
import dev.sluice.runtime.config.model.stickiness.StickConfig;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys by which the clients of a backend stay with their servers. */
final class StickinessSection {

  private static final Key<String> NAME =
      Key.required(
          "name",
          Type.text("the name of a cookie", String.class, StickinessSection::name),
          "What the cookie is called; case counts");
  private static final Key<CookieConfig.Mode> MODE =
      Key.required(
          "mode",
          Type.choice(CookieConfig.Mode.class),
          "Who makes it: insert, the proxy; prefix, the servers, in whose values the server's own"
              + " and ~ are put in front for the client");
  private static final Key<Boolean> INDIRECT =
      flag(
          "indirect",
          "Mode insert: whether it is taken out of requests, so that servers never" + " see it");
  private static final Key<Boolean> NOCACHE =
      flag(
          "nocache",
          "Mode insert: whether a response that sets it, and that a cache could keep,"
              + " gets Cache-control: private");
  private static final Key<Boolean> POSTONLY =
      flag("postonly", "Mode insert: whether it is set in responses to POST alone");
  private static final Key<Boolean> PRESERVE =
      flag(
          "preserve",
          "Mode insert: whether a cookie of this name that a server sets is left as it"
              + " is, and none is set beside it; without it that one is taken out");
  private static final Key<Boolean> HTTPONLY =
      flag("httponly", "Mode insert: adds HttpOnly, so that scripts cannot read it");
  private static final Key<Boolean> SECURE =
      flag("secure", "Mode insert: adds Secure, so that browsers send it by TLS alone");
  private static final Key<List<String>> DOMAIN =
      Key.withDefault(
          "domain",
          Type.listOf(Type.text("a domain", String.class, StickinessSection::domain)),
          List.of(),
          "[]",
          "Mode insert: for which domains it holds; without it for the host that was asked");
  private static final Key<List<String>> ATTR =
      Key.withDefault(
          "attr",
          Type.listOf(Type.text("an attribute", String.class, StickinessSection::attribute)),
          List.of(),
          "[]",
          "Mode insert: further attributes, for example \"SameSite=Lax\"");
  private static final List<Key<?>> OF_INSERT =
      List.of(INDIRECT, NOCACHE, POSTONLY, PRESERVE, HTTPONLY, SECURE, DOMAIN, ATTR);

  static final Key<Settings> COOKIE =
      Key.optional(
          "cookie",
          Type.object(
              SettingsSpec.of(
                  NAME, MODE, INDIRECT, NOCACHE, POSTONLY, PRESERVE, HTTPONLY, SECURE, DOMAIN,
                  ATTR)),
          "Mode http: the cookie by which requests of a client go to the server that its first one"
              + " went to, also when that has weight 0 or is drained. Servers that are down are"
              + " passed over");

  /** What a server is called in the cookie. */
  static final Key<String> VALUE =
      Key.optional(
          "cookie",
          Type.text("the value of a cookie", String.class, StickinessSection::value),
          "What this server is called in the backend's cookie; with count its number comes behind"
              + " that. Of several that are called the same the first that is up gets the"
              + " requests");

  private static final Key<On> ON =
      Key.required("on", Type.choice(On.class), "What they stick by: src, the client's address");
  private static final Key<Long> SIZE =
      Key.withDefault(
          "size",
          Type.number(1, 10_000_000),
          100_000L,
          "100000",
          "How many clients are remembered; one more takes the place of the one that was away"
              + " longest");
  private static final Key<Duration> EXPIRE =
      Key.withDefault(
          "expire",
          CoreTypes.TIMEOUT,
          Duration.ofMinutes(30),
          "30m",
          "How long after its last session a client is remembered, in whole seconds");
  private static final Key<Long> V4 =
      Key.withDefault("v4", Type.number(1, 32), 32L, "32", "Of an IPv4 address");
  private static final Key<Long> V6 =
      Key.withDefault("v6", Type.number(1, 128), 128L, "128", "Of an IPv6 address");
  private static final Key<Settings> PREFIX =
      Key.optional(
          "prefix",
          Type.object(SettingsSpec.of(V4, V6)),
          "How many leading bits of an address count, so that neighbours stick together");

  static final Key<Settings> STICK =
      Key.optional(
          "stick",
          Type.object(SettingsSpec.of(ON, SIZE, EXPIRE, PREFIX)),
          "Sessions of a client go to the server that its last one went to, as long as that is up;"
              + " survives reloads. use-server and cookie come first");

  private enum On {
    SRC
  }

  private StickinessSection() {}

  private static Key<Boolean> flag(String name, String doc) {
    return Key.withDefault(name, Type.flag(), false, "false", doc);
  }

  private static String name(String text) throws BadValueException {
    if (!HeaderField.isName(text)) {
      throw new BadValueException(
          "is not the name of a cookie (expected letters, digits and some signs, without blanks,"
              + " '=' and ';', for example \"SERVERID\")");
    }
    return text;
  }

  /** RFC 6265 section 4.1.1, cookie-octets. */
  private static String value(String text) throws BadValueException {
    boolean octets = text.chars().allMatch(c -> c > ' ' && c <= '~' && "\",;\\".indexOf(c) < 0);
    if (text.isEmpty() || !octets) {
      throw new BadValueException(
          "is not the value of a cookie (expected letters, digits and signs, without blanks,"
              + " quotes, ',', ';' and '\\', for example \"A\")");
    }
    return text;
  }

  private static String domain(String text) throws BadValueException {
    String name = HostName.canonical(text.startsWith(".") ? text.substring(1) : text);
    if (name == null) {
      throw new BadValueException(
          "is not a domain (expected labels of letters, digits and '-', for example"
              + " \".example.com\")");
    }
    return text;
  }

  private static String attribute(String text) throws BadValueException {
    if (text.isEmpty() || !text.chars().allMatch(c -> c >= ' ' && c <= '~' && c != ';')) {
      throw new BadValueException(
          "is not an attribute of a cookie (expected one without ';', for example"
              + " \"SameSite=Lax\")");
    }
    return text;
  }

  /** The backend's cookie; null if there is none, or a problem with it. */
  static @Nullable CookieConfig cookie(
      Settings backend, Mode mode, Collection<Settings> servers, Reading reading) {
    Settings cookie = backend.find(COOKIE);
    boolean declared = reading.reader().origin(backend).eachMember().containsKey(COOKIE.name());
    if (mode == Mode.TCP) {
      HttpSection.checkTcp(backend, List.of(COOKIE), reading);
    }
    if (!declared) {
      String expected =
          mode == Mode.TCP
              ? "\"cookie\" needs requests (expected \"mode\": \"http\" and \"cookie\" in the"
                  + " backend)"
              : "the backend has no cookie in which a server is called anything (expected"
                  + " \"cookie\": {\"name\": \"SERVERID\", \"mode\": \"insert\"} in the backend)";
      servers.stream()
          .filter(server -> has(server, reading))
          .forEach(server -> reading.problems().add(place(server, reading), expected));
    }
    if (mode == Mode.TCP || cookie == null) {
      return null;
    }
    boolean own = HttpSection.isOwn(backend, COOKIE, reading);
    if (own && !servers.isEmpty() && servers.stream().noneMatch(server -> has(server, reading))) {
      reading
          .problems()
          .add(
              reading.place(backend, COOKIE.name()),
              "no server is called anything in this cookie (expected for example \"cookie\":"
                  + " \"A\" in a server)");
    }
    return build(cookie, servers, reading);
  }

  private static Place place(Settings server, Reading reading) {
    return reading.place(server, VALUE.name());
  }

  private static boolean has(Settings server, Reading reading) {
    return reading.reader().origin(server).eachMember().containsKey(VALUE.name());
  }

  private static @Nullable CookieConfig build(
      Settings cookie, Collection<Settings> servers, Reading reading) {
    String name = cookie.find(NAME);
    CookieConfig.Mode mode = cookie.find(MODE);
    if (name == null || mode == null) {
      return null;
    }
    boolean prefix = mode == CookieConfig.Mode.PREFIX;
    checkValues(prefix ? "~" : "|", prefix ? "prefix" : "insert", servers, reading);
    if (prefix) {
      for (Key<?> key : OF_INSERT) {
        if (reading.reader().origin(cookie).eachMember().containsKey(key.name())) {
          reading
              .problems()
              .add(
                  reading.place(cookie, key.name()),
                  Quote.of(key.name())
                      + " is about a cookie that the proxy makes (expected \"mode\": \"insert\""
                      + " beside it)");
        }
      }
    }
    return new CookieConfig(
        name,
        mode,
        cookie.get(INDIRECT),
        cookie.get(NOCACHE),
        cookie.get(POSTONLY),
        cookie.get(PRESERVE),
        cookie.get(HTTPONLY),
        cookie.get(SECURE),
        cookie.get(DOMAIN),
        cookie.get(ATTR));
  }

  /** What ends a server's value in the cookie cannot stand in it. */
  private static void checkValues(
      String delimiter, String mode, Collection<Settings> servers, Reading reading) {
    for (Settings server : servers) {
      String value = server.find(VALUE);
      if (value != null && value.contains(delimiter)) {
        reading
            .problems()
            .add(
                place(server, reading),
                "%s holds '%s', which ends a server's value in mode %s (expected one without)"
                    .formatted(Quote.of(value), delimiter, mode));
      }
    }
  }

  /** How sessions stick by address; null if they do not, or there is a problem. */
  static @Nullable StickConfig stick(Settings backend) {
    Settings stick = backend.find(STICK);
    if (stick == null) {
      return null;
    }
    Settings prefix = Reading.orEmpty(stick.find(PREFIX));
    return new StickConfig(
        stick.get(SIZE).intValue(),
        stick.get(EXPIRE),
        prefix.get(V4).intValue(),
        prefix.get(V6).intValue());
  }
}
