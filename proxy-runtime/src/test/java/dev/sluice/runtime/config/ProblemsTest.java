package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Filter;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.runtime.config.settings.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The exact texts: they are what an operator works with. */
class ProblemsTest {

  private static final String BACKENDS =
      """
      "backends": {"web": {"servers": {"s": {"address": "127.0.0.1:80"}}},
                   "pump": {"servers": {"s": {"address": "127.0.0.1:81"}}}}}
      """;

  @TempDir private Path home;
  private final Words words = new Words();

  private List<String> problems(String text) {
    return new Configuration(home, words).problems(text);
  }

  /** The problems of a frontend that starts at column 21 of line 1. */
  private List<String> frontend(String frontend) {
    return problems("{\"frontends\": {\"f\": " + frontend + "},\n" + BACKENDS);
  }

  @Test
  void global_everyProblemInOneRun_sortedByPlace() {
    String text =
        """
        { "globl": {},
          "global": { "maxconn": 0, "threads": "2", "drain": "1 hour",
                      "maxcon": 3, "pidfile": null },
          "frontends": { "f": { "bind": "*:80", "default-backend": "web" } },
        """;
    assertThat(problems(text + BACKENDS))
        .containsExactly(
            "conf/proxy.json:1:3: /globl: unknown key (expected $schema, global, logs, defaults,"
                + " frontends, backends); did you mean \"global\"?",
            "conf/proxy.json:2:26: /global/maxconn: 0 is a number (expected a whole number from 1"
                + " to 2147483647)",
            "conf/proxy.json:2:40: /global/threads: \"2\" is a text (expected a whole number from 1"
                + " to 1024)",
            "conf/proxy.json:2:54: /global/drain: \"1 hour\" is not a duration (expected a number"
                + " and a unit of us, ms, s, m, h, d, for example \"10s\")",
            "conf/proxy.json:3:15: /global/maxcon: unknown key (expected maxconn, threads, engine,"
                + " pidfile, drain, resolvers); did you mean \"maxconn\"?",
            "conf/proxy.json:3:39: /global/pidfile: is null (expected a path in quotes)");
  }

  @Test
  void durations_thatNoTimerCouldHold() {
    assertThat(
            problems("{\"global\": {\"drain\": \"3651d\"}, \"frontends\": {}, \"backends\": {}}"))
        .contains(
            "conf/proxy.json:1:22: /global/drain: \"3651d\" is too long (expected at most"
                + " \"3650d\")");
    assertThat(
            frontend(
                "{\"bind\": \"*:80\", \"default-backend\": \"web\",\n"
                    + "\"timeouts\": {\"client\": \"3651d\", \"inspect\": \"999999d\"}}"))
        .containsExactly(
            "conf/proxy.json:2:24: /frontends/f/timeouts/client: \"3651d\" is too long (expected at"
                + " most \"3650d\")",
            "conf/proxy.json:2:44: /frontends/f/timeouts/inspect: \"999999d\" is too long (expected"
                + " a duration below 292 years)");
  }

  @Test
  void sections_missing() {
    assertThat(problems("{}"))
        .containsExactly(
            "conf/proxy.json:1:1: the key \"frontends\" is missing (expected an object: what"
                + " accepts connections, by name)");
    assertThat(problems("{\"frontends\": {}}"))
        .containsExactly(
            "conf/proxy.json:1:15: /frontends: there is no frontend (expected at least one)");
  }

  @Test
  void duplicateKeys_areAllReported() {
    assertThat(problems("{\"a\": 1, \"a\": 2, \"a\": {\"b\": 1, \"b\": 2}}"))
        .contains(
            "conf/proxy.json:1:10: /a: stands twice (first at 1:2)",
            "conf/proxy.json:1:18: /a: stands twice (first at 1:2)",
            "conf/proxy.json:1:32: /a/b: stands twice (first at 1:24)");
  }

  @Test
  void names_thatWouldBreakALogLine() {
    assertThat(problems("{\"logs\": {\"a\\nb\": \"stdout\"}, \"frontends\": {}}"))
        .contains(
            "conf/proxy.json:1:11: /logs/a\\u000ab: \"a\\u000ab\" is not a name (expected 1 to 100"
                + " letters, digits and '-', '_', '.', ':')");
  }

  @Test
  void extensions_unknownWord_tellsWordsAndWhyItMayBeMissing() {
    assertThat(
            frontend(
                "{\"bind\": \"*:1\", \"routes\": [{\"match\": {\"sno\": \"x\", \"src\": 1},"
                    + " \"backend\": \"web\"}]}"))
        .containsExactly(
            "conf/proxy.json:1:59: /frontends/f/routes/0/match/sno: \"sno\" is not a known matcher"
                + " (expected \"host\", \"more\", \"no\", \"not\", \"sni\", \"yes\"); did you mean"
                + " \"sni\"?",
            "conf/proxy.json:1:71: /frontends/f/routes/0/match/src: \"src\" is not a known matcher"
                + " (expected \"host\", \"more\", \"no\", \"not\", \"sni\", \"yes\");"
                + " plugins/client-matcher.jar could not be loaded: it is cut");
  }

  @Test
  void extensions_defaultWordThatNoPluginBrings() {
    Vocabulary none = new Words().without(dev.sluice.api.Balancer.class);
    String text =
        "{\"frontends\": {\"f\": {\"bind\": \"*:1\", \"default-backend\": \"b\"}},\n"
            + "\"backends\": {\"b\": {\"servers\": {\"s\": {\"address\": \"h:1\"}}}}}";
    assertThat(new Configuration(home, none).problems(text))
        .containsExactly(
            "conf/proxy.json:2:19: /backends/b: \"random\" is not a known balancer (expected a"
                + " plugin that brings a balancer)");
  }

  /** Which jar's matcher routed hung on the names of the files, and only a warning told. */
  @Test
  void wordOfTwoPlugins_isAProblemWhereItIsUsed() {
    words.contested("sni");
    String two =
        "\"sni\" is a word of plugins/a.jar and of plugins/b.jar (expected one of them: take the"
            + " other out of plugins/)";
    new Configuration(home, words).file("m", "a.example web\n");

    assertThat(
            frontend(
                "{\"bind\": \"*:1\", \"routes\": [{\"match\": {\"sni\": \"a.example\"},"
                    + " \"backend\": \"web\"},\n"
                    + "{\"backend\": {\"map\": {\"by\": \"sni\", \"file\": \"m\"}}}]}"))
        .containsExactly(
            "conf/proxy.json:1:59: /frontends/f/routes/0/match/sni: " + two,
            "conf/proxy.json:2:28: /frontends/f/routes/1/backend/map/by: " + two);
    assertThat(frontend("{\"bind\": \"*:1\", \"default-backend\": \"web\"}")).isEmpty();
  }

  @Test
  void extensions_thatFail_areNamedWithTheirPlugin() {
    words.add(
        Matcher.class,
        "boom",
        SettingsSpec.none(),
        (_, _) -> {
          throw new NoClassDefFoundError("org/x/Y");
        });
    words.add(Matcher.class, "deep", SettingsSpec.none(), (_, _) -> endless(0));
    words.add(Filter.class, "nil", SettingsSpec.none(), (_, _) -> nothing());
    assertThat(
            frontend(
                "{\"bind\": \"*:1\", \"filters\": [\"nil\"], \"routes\": [\n"
                    + "{\"match\": {\"boom\": {}, \"deep\": {}}, \"backend\": \"web\"}]}"))
        .containsExactly(
            "conf/proxy.json:1:49: /frontends/f/filters/0: \"nil\" of plugin nil-plugin (nil.jar)"
                + " failed: IllegalStateException: create() returned null",
            "conf/proxy.json:2:12: /frontends/f/routes/0/match/boom: \"boom\" of plugin"
                + " boom-plugin (boom.jar) failed: needs a class that is not there: org/x/Y",
            "conf/proxy.json:2:24: /frontends/f/routes/0/match/deep: \"deep\" of plugin"
                + " deep-plugin (deep.jar) failed: StackOverflowError");
  }

  @SuppressWarnings("InfiniteRecursion")
  private static Matcher endless(int depth) {
    Matcher deeper = endless(depth + 1);
    return depth == 0 ? deeper : endless(depth + 2);
  }

  @SuppressWarnings("NullAway") // What a plugin without checks may do.
  private static Filter nothing() {
    return null;
  }

  @Test
  void extensions_writtenWithTwoWordsOrWithoutSettings() {
    assertThat(
            problems(
                "{\"logs\": {\"x\": {\"stdout\": {}, \"file\": {}}, \"y\": 3, \"z\": \"file\"},"
                    + " \"frontends\": {}}"))
        .contains(
            "conf/proxy.json:1:16: /logs/x: is an object of 2 words (expected exactly one of"
                + " \"file\", \"stdout\", with its settings)",
            "conf/proxy.json:1:49: /logs/y: 3 is a number (expected \"file\", \"stdout\", alone or"
                + " with its settings)",
            "conf/proxy.json:1:57: /logs/z: the key \"path\" is missing (expected a text in quotes:"
                + " where it is written)");
  }

  @Test
  void filesOfLines_problemsOfFileLineAndWord() {
    Configuration configuration =
        new Configuration(home, words)
            .file("empty.txt", "# nobody\n\n")
            .file("bad.txt", "10.0.0.0/8 # ours\nhello\n");
    String text =
        """
        {"frontends": {"f": {"bind": "*:1", "default-backend": "web", "filters": [
          {"deny": {"file": "empty.txt"}},
          {"deny": {"file": "bad.txt"}},
          {"deny": {"file": "missing.txt"}},
          {"deny": {"file": "."}}
        ]}},
        """;
    assertThat(configuration.problems(text + BACKENDS))
        .containsExactly(
            "conf/proxy.json:2:4: /frontends/f/filters/0/deny: denies nobody (expected at least one"
                + " address)",
            "conf/proxy.json:4:21: /frontends/f/filters/2/deny/file: \"missing.txt\" does not"
                + " exist",
            "conf/proxy.json:5:21: /frontends/f/filters/3/deny/file: \".\" is a directory (expected"
                + " a file)",
            "conf/bad.txt:2: \"hello\" is not an address (expected 10.0.0.0/8)");
  }

  @Test
  void binds() {
    assertThat(
            problems(
                """
                {"frontends": {
                  "f": {"bind": ["*:443", "localhost:1", "1.2.3:4", "*:443", "unix:", {"adress": ""}],
                        "default-backend": "web"},
                  "g": {"bind": "0.0.0.0:443", "default-backend": "web"},
                  "h": {"bind": [], "default-backend": "web"},
                  "i": {"bind": ["127.0.0.1:0", "127.0.0.1:0"], "default-backend": "web"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:2:27: /frontends/f/bind/1: \"localhost:1\" is not an address to listen"
                + " on (expected \"*:443\", \"[::]:443\", \"127.0.0.1:8080\" or"
                + " \"unix:run/x.sock\")",
            "conf/proxy.json:2:42: /frontends/f/bind/2: \"1.2.3:4\" is not an address to listen on"
                + " (expected \"*:443\", \"[::]:443\", \"127.0.0.1:8080\" or \"unix:run/x.sock\")",
            "conf/proxy.json:2:53: /frontends/f/bind/3: \"*:443\" is bound twice (first at 2:18,"
                + " /frontends/f/bind/0); remove one of them",
            "conf/proxy.json:2:62: /frontends/f/bind/4: \"unix:\" is not the path of a socket"
                + " (expected 1 to 100 characters)",
            "conf/proxy.json:2:71: /frontends/f/bind/5: the key \"address\" is missing (expected an"
                + " address to listen on in quotes: where to listen: *:443 for all IPv4 addresses,"
                + " [::]:443, 127.0.0.1:8080, or unix:run/x.sock; port 0 takes any free one)",
            "conf/proxy.json:2:72: /frontends/f/bind/5/adress: unknown key (expected address,"
                + " accept-proxy); did you mean \"address\"?",
            "conf/proxy.json:4:17: /frontends/g/bind: \"0.0.0.0:443\" is bound twice (first at"
                + " 2:18, /frontends/f/bind/0); remove one of them",
            "conf/proxy.json:5:17: /frontends/h/bind: is an empty list (expected at least one"
                + " address)");
  }

  @Test
  void acceptProxy() {
    assertThat(
            problems(
                """
                {"frontends": {
                  "f": {"bind": [
                    {"address": "*:1", "accept-proxy": {}},
                    {"address": "*:2", "accept-proxy": {"from": []}},
                    {"address": "*:3", "accept-proxy": {"from": ["10.0.0.0/8", "unix"]}},
                    {"address": "unix:x", "accept-proxy": {"from": "10.0.0.0/8"}},
                    {"address": "*:5", "accept-proxy": {"from": ["10.0.0.0/33", "lb.example"]}},
                    {"address": "*:6", "accept-proxy": true}],
                        "default-backend": "web"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:3:40: /frontends/f/bind/0/accept-proxy: the key \"from\" is missing"
                + " (expected an IP address or network in quotes, or a list of such: whose"
                + " connections must begin with a PROXY header, IP addresses and networks (CIDR),"
                + " or unix for a bind to a Unix socket; from all others a header is refused)",
            "conf/proxy.json:4:49: /frontends/f/bind/1/accept-proxy/from: nobody may send a header"
                + " (expected the addresses of the proxies in front, or no \"accept-proxy\" at"
                + " all)",
            "conf/proxy.json:5:49: /frontends/f/bind/2/accept-proxy/from: \"unix\" is for a bind"
                + " to a Unix socket (expected IP addresses and networks)",
            "conf/proxy.json:6:52: /frontends/f/bind/3/accept-proxy/from: who connects to a Unix"
                + " socket has no address (expected \"unix\")",
            "conf/proxy.json:7:50: /frontends/f/bind/4/accept-proxy/from/0: \"10.0.0.0/33\" has a"
                + " bad prefix length (expected 0 to 32)",
            "conf/proxy.json:7:65: /frontends/f/bind/4/accept-proxy/from/1: \"lb.example\" is not"
                + " an IP address or network (expected for example 192.0.2.1, 10.0.0.0/8 or"
                + " fd00::/8)",
            "conf/proxy.json:8:40: /frontends/f/bind/5/accept-proxy: true is a boolean (expected an"
                + " object)");
  }

  @Test
  void binds_thatOverlap() {
    assertThat(
            problems(
                """
                {"frontends": {
                  "a": {"bind": ["*:80", "[::]:80", "unix:run/x", "[::1]:443"], "default-backend": "web"},
                  "b": {"bind": ["127.0.0.1:80", "[::1]:80", "127.0.0.1:443"], "default-backend": "web"},
                  "c": {"bind": ["[::]:443", "unix:run/../run/x"], "default-backend": "web"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:3:18: /frontends/b/bind/0: \"127.0.0.1:80\" cannot be bound beside"
                + " \"*:80\" (at 2:18, /frontends/a/bind/0), which includes it; remove one"
                + " of them",
            "conf/proxy.json:3:34: /frontends/b/bind/1: \"[::1]:80\" cannot be bound beside"
                + " \"[::]:80\" (at 2:26, /frontends/a/bind/1), which includes it; remove one"
                + " of them",
            "conf/proxy.json:4:18: /frontends/c/bind/0: \"[::]:443\" cannot be bound beside"
                + " \"[::1]:443\" (at 2:51, /frontends/a/bind/3), which it includes; remove"
                + " one of them",
            "conf/proxy.json:4:30: /frontends/c/bind/1: \"unix:run/../run/x\" is bound twice (first"
                + " at 2:37, /frontends/a/bind/2); remove one of them");
  }

  @Test
  void routes() {
    assertThat(
            frontend(
                """
                {"bind": "*:1", "mode": "sctp", "log": "nope", "routes": [
                  {"name": "r", "match": {"sni": "a..b", "host": 3}, "backend": "web"},
                  {"name": "r", "match": {}, "backend": "wbe"},
                  {"backend": "web"}, {"match": {}, "backend": 3}]}\
                """))
        .containsExactly(
            "conf/proxy.json:1:45: /frontends/f/mode: \"sctp\" is not known (expected http, tcp)",
            "conf/proxy.json:1:60: /frontends/f/log: \"nope\" is not a log (expected a name from"
                + " logs)",
            "conf/proxy.json:2:34: /frontends/f/routes/0/match/sni: \"a..b\" is not a host name"
                + " (expected labels of letters, digits and '-', one leading \"*.\" allowed)",
            "conf/proxy.json:2:50: /frontends/f/routes/0/match/host: 3 is a number (expected a host"
                + " name in quotes, or a list of such)",
            "conf/proxy.json:3:12: /frontends/f/routes/1/name: \"r\" names two routes of this"
                + " frontend (first at 2:12, /frontends/f/routes/0/name); give one of them another"
                + " name",
            "conf/proxy.json:3:41: /frontends/f/routes/1/backend: \"wbe\" is not a backend"
                + " (expected a name from backends); did you mean \"web\"?",
            "conf/proxy.json:4:3: /frontends/f/routes/2: the key \"match\" is missing (expected an"
                + " object of matchers; {} always fits)",
            "conf/proxy.json:4:48: /frontends/f/routes/3/backend: 3 is a number (expected a name in"
                + " quotes, or an object)");
  }

  @Test
  void frontend_withNowhereToGo() {
    assertThat(frontend("{\"bind\": \"*:1\", \"routes\": []}"))
        .containsExactly(
            "conf/proxy.json:1:21: /frontends/f: there is nowhere to go for a connection (expected"
                + " \"default-backend\", or \"routes\", or both)");
  }

  @Test
  void backends() {
    assertThat(
            problems(
                """
                {"frontends": {"f": {"bind": "*:1", "default-backend": "c"}}, "backends": {
                  "a": {"servers": {}}, "b": {},
                  "c": {"servers": {"s": {"address": "1.2.3.4:0", "weight": 257, "standby": true},
                                    "t": {"address": "999.1.1.1:80"}, "u": "x"},
                        "retries": 1e999999999, "balance": "rand"}}}
                """))
        .containsExactly(
            "conf/proxy.json:2:20: /backends/a/servers: there is no server (expected at least one,"
                + " for example {\"s1\": {\"address\": \"127.0.0.1:8080\"}})",
            "conf/proxy.json:2:30: /backends/b: the key \"servers\" is missing (expected an object:"
                + " the servers by name, at least one)",
            "conf/proxy.json:3:38: /backends/c/servers/s/address: \"1.2.3.4:0\" is not the address"
                + " of a server (expected \"host:port\", \"10.0.0.1:80\", \"[2001:db8::1]:80\","
                + " \"unix:run/x.sock\" or \"srv:_http._tcp.app.example\")",
            "conf/proxy.json:3:61: /backends/c/servers/s/weight: 257 is a number (expected a whole"
                + " number from 0 to 256)",
            "conf/proxy.json:3:66: /backends/c/servers/s/standby: unknown key (expected address,"
                + " count, weight, backup, maxconn, minconn, slowstart, state, check, cookie,"
                + " emit)",
            "conf/proxy.json:4:38: /backends/c/servers/t/address: \"999.1.1.1:80\" is not the"
                + " address of a server (expected \"host:port\", \"10.0.0.1:80\","
                + " \"[2001:db8::1]:80\", \"unix:run/x.sock\" or"
                + " \"srv:_http._tcp.app.example\")",
            "conf/proxy.json:4:60: /backends/c/servers/u: \"x\" is a text (expected an object)",
            "conf/proxy.json:5:20: /backends/c/retries: 1e999999999 is a number (expected a whole"
                + " number from 0 to 100)",
            "conf/proxy.json:5:44: /backends/c/balance: \"rand\" is not a known balancer (expected"
                + " \"first\", \"random\"); did you mean \"random\"?");
  }

  @Test
  void serversAndRules() {
    assertThat(
            problems(
                """
                {"frontends": {"f": {"bind": "*:1", "default-backend": "c"}}, "backends": {
                  "c": {"servers": {
                          "s1": {"address": "1.2.3.4:1", "minconn": 2},
                          "s2": {"address": "1.2.3.4:1", "minconn": 2, "maxconn": 5},
                          "s3": {"address": "1.2.3.4:1", "maxconn": 0, "state": "down"}},
                        "use-server": [{"match": {}, "server": "s4"}, {"server": "s1"}],
                        "on-marked-down": "cut"},
                  "d": {"fullconn": 10, "servers": {
                          "s1": {"address": "1.2.3.4:1", "minconn": 6, "maxconn": 5}}}}}
                """))
        .containsExactly(
            "conf/proxy.json:3:53: /backends/c/servers/s1/minconn: \"minconn\" is where a"
                + " limit begins that there is not (expected \"maxconn\" beside it)",
            "conf/proxy.json:4:53: /backends/c/servers/s2/minconn: \"minconn\" rises with"
                + " the sessions of the backend (expected \"fullconn\" in the backend, the number"
                + " with which maxconn is reached)",
            "conf/proxy.json:5:53: /backends/c/servers/s3/maxconn: 0 is a number (expected"
                + " a whole number from 1 to 2147483647)",
            "conf/proxy.json:5:65: /backends/c/servers/s3/state: \"down\" is not known"
                + " (expected drain, maint, ready)",
            "conf/proxy.json:6:48: /backends/c/use-server/0/server: \"s4\" is not a server"
                + " of this backend (expected a name from its servers); did you mean \"s1\"?",
            "conf/proxy.json:6:55: /backends/c/use-server/1: the key \"match\" is missing"
                + " (expected an object of matchers: which sessions, as in a route)",
            "conf/proxy.json:7:27: /backends/c/on-marked-down: \"cut\" is not known"
                + " (expected shutdown-sessions)",
            "conf/proxy.json:9:53: /backends/d/servers/s1/minconn: 6 is more than"
                + " \"maxconn\": 5 (expected less)");
  }

  @Test
  void numbersWithDecimals_areCheckedAgainstTheirBounds() {
    assertThat(
            problems(
                """
                {"defaults": {"servers": {"s": {"address": "1.2.3.4:1"}}},
                 "frontends": {"f": {"bind": "*:1", "default-backend": "a"}}, "backends": {
                   "a": {"emit": [{"proxy-protocol": {"ratio": 0.49}}]},
                   "b": {"emit": [{"proxy-protocol": {"ratio": 1e999999999}}]},
                   "c": {"emit": [{"proxy-protocol": {"ratio": "2"}}]},
                   "d": {"emit": [{"proxy-protocol": {"ratio": 2.25e1}}]},
                   "e": {"emit": [{"proxy-protocol": {"ratio": 100}}]}}}
                """))
        .containsExactly(
            "conf/proxy.json:3:48: /backends/a/emit/0/proxy-protocol/ratio: 0.49 is a number"
                + " (expected a number from 0.5 to 100)",
            "conf/proxy.json:4:48: /backends/b/emit/0/proxy-protocol/ratio: 1e999999999 is a number"
                + " (expected a number from 0.5 to 100)",
            "conf/proxy.json:5:48: /backends/c/emit/0/proxy-protocol/ratio: \"2\" is a text"
                + " (expected a number from 0.5 to 100)");
  }

  @Test
  void serversGivenByNames() {
    assertThat(
            problems(
                """
                {"global": {"resolvers": {"nameserver": ["10.0.0.2", "dns.example:53"]}},
                 "frontends": {"f": {"bind": "*:1", "default-backend": "c"}}, "backends": {
                  "c": {"servers": {"web": {"address": "app.example:80", "count": 12},
                                    "web3": {"address": "10.0.0.1:80"},
                                    "web1": {"address": "app.example:81", "count": 2},
                                    "ip": {"address": "10.0.0.1:80", "count": 2},
                                    "s": {"address": "srv:_x._tcp.app.example", "weight": 3},
                                    "t": {"address": "srv:_x._tcp.app.example:80"},
                                    "u": {"address": "app.example:80", "count": 1001}},
                        "use-server": [{"match": {}, "server": "web10"},
                                       {"match": {}, "server": "web"}]}}}
                """))
        .containsExactly(
            "conf/proxy.json:1:42: /global/resolvers/nameserver/0: \"10.0.0.2\" is not the address"
                + " of a name server (expected \"10.0.0.2:53\" or \"[2001:db8::2]:53\")",
            "conf/proxy.json:1:54: /global/resolvers/nameserver/1: \"dns.example:53\" is not the"
                + " address of a name server (expected \"10.0.0.2:53\" or \"[2001:db8::2]:53\")",
            "conf/proxy.json:3:67: /backends/c/servers/web/count: \"web3\" is a server of the"
                + " entries \"web\" and \"web3\" (expected another name, or a lower \"count\")",
            "conf/proxy.json:5:68: /backends/c/servers/web1/count: \"web11\" is a server of the"
                + " entries \"web\" and \"web1\" (expected another name, or a lower \"count\")",
            "conf/proxy.json:6:63: /backends/c/servers/ip/count: \"count\" is for names, which may"
                + " have several addresses; this address is one (expected no \"count\", or a name"
                + " in \"address\")",
            "conf/proxy.json:7:75: /backends/c/servers/s/weight: the weights of servers that SRV"
                + " records tell are in these records (expected no \"weight\")",
            "conf/proxy.json:8:38: /backends/c/servers/t/address: \"srv:_x._tcp.app.example:80\" is"
                + " not the address of a server (expected \"host:port\", \"10.0.0.1:80\","
                + " \"[2001:db8::1]:80\", \"unix:run/x.sock\" or \"srv:_http._tcp.app.example\")",
            "conf/proxy.json:9:65: /backends/c/servers/u/count: 1001 is a number (expected a whole"
                + " number from 1 to 1000)",
            "conf/proxy.json:11:48: /backends/c/use-server/1/server: \"web\" is not a server of"
                + " this backend (expected a name from its servers); did you mean \"web1\"?");
  }

  @Test
  void defaults_problemsStandOnce_atTheirOwnPlace() {
    assertThat(
            problems(
                """
                {"defaults": {"timeouts": {"client": "0s", "conect": "5s"}, "log": ["nope"],
                              "balance": {"first": {"x": 1}}},
                 "frontends": {"f": {"bind": "*:1", "default-backend": "web"},
                               "g": {"bind": "*:2", "default-backend": "web"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:1:38: /defaults/timeouts/client: \"0s\" is no time at all (expected"
                + " more than zero; a timeout is never infinite)",
            "conf/proxy.json:1:44: /defaults/timeouts/conect: unknown key (expected inspect,"
                + " client, client-fin, tunnel, http-request, http-keep-alive, connect, queue,"
                + " server, server-fin, check); did you mean"
                + " \"connect\"?",
            "conf/proxy.json:1:69: /defaults/log/0: \"nope\" is not a log (expected a name from"
                + " logs)",
            "conf/proxy.json:2:37: /defaults/balance/first/x: unknown key (expected no keys)");
  }

  @Test
  void limits_beyondWhatTheProcessMayOpen_areWarnedOf() {
    long files = Descriptors.limit().orElseThrow();
    String why =
        ": 2147483647 sessions need 4294967394 open files, but this process may open %d, enough for"
            + " %d sessions (raise that by ulimit -n, or LimitNOFILE= of a systemd unit, or lower"
            + " it here)";
    String text =
        """
        {"global": {"maxconn": 2147483647},
         "defaults": {"maxconn": 2147483647},
         "frontends": {"f": {"bind": "*:1", "default-backend": "web"},
                       "g": {"bind": "*:2", "default-backend": "pump", "maxconn": 1}},
        """;
    assertThat(new Configuration(home, words).warnings(text + BACKENDS))
        .containsExactly(
            "conf/proxy.json:1:24: warning: /global/maxconn"
                + why.formatted(files, (files - 100) / 2),
            "conf/proxy.json:2:26: warning: /defaults/maxconn"
                + why.formatted(files, (files - 100) / 2));
  }

  @Test
  void poolOfABackend_inModeTcp_isAProblem_butNotInDefaults() {
    assertThat(
            problems(
                """
                {"defaults": {"pool-max-conn": 1},
                 "frontends": {"f": {"bind": "*:1", "default-backend": "web"}},
                 "backends": {"web": {"pool-purge-delay": "1s",
                   "servers": {"s1": {"address": "127.0.0.1:80"}}}}}
                """))
        .containsExactly(
            "conf/proxy.json:3:43: /backends/web/pool-purge-delay: \"pool-purge-delay\" needs"
                + " requests (expected \"mode\": \"http\" beside it)");
  }

  @Test
  void keysOfHttp_inModeTcp_areProblems() {
    assertThat(
            problems(
                """
                {"frontends": {"f": {"bind": "*:1", "default-backend": "web",
                  "forwarded-for": {}, "monitor": "/alive", "connection": "close"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:2:20: /frontends/f/forwarded-for: \"forwarded-for\" needs requests"
                + " (expected \"mode\": \"http\" beside it)",
            "conf/proxy.json:2:35: /frontends/f/monitor: \"monitor\" needs requests (expected"
                + " \"mode\": \"http\" beside it)",
            "conf/proxy.json:2:59: /frontends/f/connection: \"connection\" needs requests (expected"
                + " \"mode\": \"http\" beside it)");
  }

  @Test
  void errorFiles_thatCannotBeSent() throws IOException {
    Files.createDirectories(home.resolve("conf/pages"));
    Files.writeString(home.resolve("conf/pages/large.html"), "x".repeat((64 << 10) + 1));
    Files.writeString(home.resolve("conf/pages/haproxy.http"), "HTTP/1.0 503 Service Unavailable");
    Files.writeString(home.resolve("conf/pages/good.html"), "x".repeat(64 << 10));
    assertThat(
            problems(
                """
                {"defaults": {"mode": "http", "log-format": "tcplog", "errorfiles": {"404": "pages/good.html",
                   "503": "pages/large.html", "502": "pages/haproxy.http", "504": "missing.html",
                   "200": "pages/good.html"}},
                 "frontends": {"f": {"bind": "*:1", "default-backend": "web"},
                               "g": {"bind": "*:2", "default-backend": "web",
                                     "errorfiles": {"403": "pages"}}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:2:11: /defaults/errorfiles/503: \"pages/large.html\" is too large"
                + " (expected at most 64 KiB)",
            "conf/proxy.json:2:38: /defaults/errorfiles/502: \"pages/haproxy.http\" begins with a"
                + " status line (expected the body alone: unlike for HAProxy, remove all up to the"
                + " first blank line)",
            "conf/proxy.json:2:67: /defaults/errorfiles/504: \"missing.html\" does not exist",
            "conf/proxy.json:3:4: /defaults/errorfiles/200: \"200\" has no page (expected 400, 401,"
                + " 402, 403, 404, 405, 406, 407, 408, 409, 410, 411, 412, 413, 414, 415, 416, 417,"
                + " 421, 422, 423, 424, 425, 426, 428, 429, 431, 451, 500, 501, 502, 503, 504, 505,"
                + " 506, 507, 508, 510, 511)",
            "conf/proxy.json:6:44: /frontends/g/errorfiles/403: \"pages\" is a directory (expected"
                + " a file)");
  }

  @Test
  void backendOfAnotherMode_isAProblemWhereItIsNamed() {
    assertThat(
            problems(
                """
                {"frontends": {"f": {"bind": "*:1", "mode": "http", "log-format": "tcplog",
                  "routes": [{"match": {}, "backend": "pump"}], "default-backend": "web"}},
                """
                    + BACKENDS))
        .containsExactly(
            "conf/proxy.json:2:14: /frontends/f/routes/0: backend \"pump\" is in mode tcp, this"
                + " frontend in mode http (expected \"mode\": \"http\" in both)",
            "conf/proxy.json:2:68: /frontends/f/default-backend: backend \"web\" is in mode tcp,"
                + " this frontend in mode http (expected \"mode\": \"http\" in both)");
  }
}
