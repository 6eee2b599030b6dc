package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said about cookies and stick tables that cannot be meant. */
class StickinessProblemsTest {

  @TempDir private Path home;

  private String text(String defaults, String mode, String backend, String server) {
    return """
    { "defaults": { %1$s "mode": "%2$s" },
      "frontends": { "f": { "bind": "*:80", "default-backend": "b", "log-format": "tcplog" } },
      "backends": { "b": {
        %3$s
        "servers": { "s": { "address": "127.0.0.1:80", %4$s },
                     "t": { "address": "127.0.0.1:81", %4$s } } } } }
    """
        .formatted(defaults, mode, backend, server);
  }

  private List<String> problems(String mode, String backend, String server) {
    return new Configuration(home, new Words()).problems(text("", mode, backend, server));
  }

  private BackendConfig accepted(String defaults, String mode, String backend, String server) {
    Configuration configuration = new Configuration(home, new Words());
    return Objects.requireNonNull(
        configuration.accepted(text(defaults, mode, backend, server)).backends().get("b"));
  }

  @Test
  void cookieOnATcpBackend() {
    assertThat(
            problems(
                "tcp",
                "\"cookie\": { \"name\": \"J\", \"mode\": \"prefix\" },",
                "\"cookie\": \"A\""))
        .containsExactly(
            "conf/proxy.json:4:15: /backends/b/cookie: \"cookie\" needs requests (expected"
                + " \"mode\": \"http\" beside it)");
    assertThat(problems("tcp", "", "\"cookie\": \"A\""))
        .containsExactly(
            "conf/proxy.json:5:62: /backends/b/servers/s/cookie: \"cookie\" needs requests"
                + " (expected \"mode\": \"http\" and \"cookie\" in the backend)",
            "conf/proxy.json:6:62: /backends/b/servers/t/cookie: \"cookie\" needs requests"
                + " (expected \"mode\": \"http\" and \"cookie\" in the backend)");
  }

  @Test
  void oneHalfOfTwo() {
    assertThat(problems("http", "", "\"cookie\": \"A\""))
        .first()
        .isEqualTo(
            "conf/proxy.json:5:62: /backends/b/servers/s/cookie: the backend has no cookie in which"
                + " a server is called anything (expected \"cookie\": {\"name\": \"SERVERID\","
                + " \"mode\": \"insert\"} in the backend)");
    assertThat(
            problems(
                "http", "\"cookie\": { \"name\": \"J\", \"mode\": \"insert\" },", "\"weight\": 1"))
        .containsExactly(
            "conf/proxy.json:4:15: /backends/b/cookie: no server is called anything in this cookie"
                + " (expected for example \"cookie\": \"A\" in a server)");
  }

  @Test
  void namesAndValues() {
    assertThat(
            problems(
                "http",
                "\"cookie\": { \"name\": \"a b\", \"mode\": \"rewrite\" },",
                "\"cookie\": \"a;b\""))
        .containsExactly(
            "conf/proxy.json:4:25: /backends/b/cookie/name: \"a b\" is not the name of a cookie"
                + " (expected letters, digits and some signs, without blanks, '=' and ';', for"
                + " example \"SERVERID\")",
            "conf/proxy.json:4:40: /backends/b/cookie/mode: \"rewrite\" is not known (expected"
                + " insert, prefix)",
            "conf/proxy.json:5:62: /backends/b/servers/s/cookie: \"a;b\" is not the value of a"
                + " cookie (expected letters, digits and signs, without blanks, quotes, ',', ';'"
                + " and '\\', for example \"A\")",
            "conf/proxy.json:6:62: /backends/b/servers/t/cookie: \"a;b\" is not the value of a"
                + " cookie (expected letters, digits and signs, without blanks, quotes, ',', ';'"
                + " and '\\', for example \"A\")");
    assertThat(
            problems(
                "http",
                "\"cookie\": { \"name\": \"J\", \"mode\": \"prefix\" },",
                "\"cookie\": \"a~b\""))
        .first()
        .isEqualTo(
            "conf/proxy.json:5:62: /backends/b/servers/s/cookie: \"a~b\" holds '~', which ends a"
                + " server's value in mode prefix (expected one without)");
  }

  @Test
  void insertsWordsInModePrefix() {
    assertThat(
            problems(
                "http",
                "\"cookie\": { \"name\": \"J\", \"mode\": \"prefix\", \"indirect\": true },",
                "\"cookie\": \"A\""))
        .containsExactly(
            "conf/proxy.json:4:60: /backends/b/cookie/indirect: \"indirect\" is about a cookie that"
                + " the proxy makes (expected \"mode\": \"insert\" beside it)");
  }

  @Test
  void attributes() {
    assertThat(
            problems(
                "http",
                "\"cookie\": { \"name\": \"J\", \"mode\": \"insert\", \"domain\": \"a b\","
                    + " \"attr\": \"a; b\" },",
                "\"cookie\": \"A\""))
        .containsExactly(
            "conf/proxy.json:4:58: /backends/b/cookie/domain: \"a b\" is not a domain (expected"
                + " labels of letters, digits and '-', for example \".example.com\")",
            "conf/proxy.json:4:73: /backends/b/cookie/attr: \"a; b\" is not an attribute of a"
                + " cookie (expected one without ';', for example \"SameSite=Lax\")");
  }

  @Test
  void stick() {
    assertThat(problems("tcp", "\"stick\": { \"size\": 0, \"expire\": \"0s\" },", "\"weight\": 1"))
        .containsExactly(
            "conf/proxy.json:4:14: /backends/b/stick: the key \"on\" is missing (expected \"src\":"
                + " what they stick by: src, the client's address)",
            "conf/proxy.json:4:24: /backends/b/stick/size: 0 is a number (expected a whole number"
                + " from 1 to 10000000)",
            "conf/proxy.json:4:37: /backends/b/stick/expire: \"0s\" is no time at all (expected"
                + " more than zero; a timeout is never infinite)");
    assertThat(accepted("", "tcp", "\"stick\": { \"on\": \"src\" },", "\"weight\": 1").stick())
        .satisfies(stick -> assertThat(stick.size()).isEqualTo(100_000));
  }

  /** A cookie for all backends says nothing about those it does not fit. */
  @Test
  void cookieInDefaults_isForBackendsInModeHttp() {
    String cookie = "\"cookie\": { \"name\": \"J\", \"mode\": \"insert\" },";
    assertThat(accepted(cookie, "tcp", "", "\"weight\": 1").cookie()).isNull();
    assertThat(accepted(cookie, "http", "", "\"weight\": 1").cookie()).isNotNull();
  }

  // All clients of an entry with a count belonged to its first server.
  @Test
  void serversOfOneEntry_areNumberedInTheCookie() {
    String text =
        """
        { "frontends": { "f": { "bind": "*:80", "mode": "http", "default-backend": "b",
                                "log-format": "tcplog" } },
          "backends": { "b": { "mode": "http",
            "cookie": { "name": "J", "mode": "insert" },
            "servers": {
              "w": { "address": "app.example:80", "count": 2, "cookie": "A" },
              "s": { "address": "app.example:81", "cookie": "B" } } } } }
        """;
    ProxyConfig config = new Configuration(home, new Words()).accepted(text);
    assertThat(Objects.requireNonNull(config.backends().get("b")).servers())
        .extracting(server -> server.name() + " " + server.cookie())
        .containsExactly("w1 A1", "w2 A2", "s B");
  }

  @Test
  void serversOfOneValue_areAllowed() {
    String cookie = "\"cookie\": { \"name\": \"J\", \"mode\": \"prefix\" },";
    assertThat(accepted("", "http", cookie, "\"cookie\": \"A\"").servers())
        .extracting(server -> server.cookie())
        .containsExactly("A", "A");
  }
}
