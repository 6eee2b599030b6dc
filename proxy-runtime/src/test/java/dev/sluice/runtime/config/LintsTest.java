package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.SettingsSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LintsTest {

  /** What is not TLS. */
  private static final class Plain implements Matcher {
    @Override
    public Set<Need> needs() {
      return Set.of(Need.CLIENT_HELLO);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.NO;
    }

    @Override
    public boolean takesPlaintext() {
      return true;
    }
  }

  @TempDir private Path home;
  private final Words words =
      new Words().add(Matcher.class, "plain", SettingsSpec.none(), (_, _) -> new Plain());

  /** The warnings of a frontend's routes, which begin in line 2, without the place's file. */
  private List<String> routes(String routes) {
    String text =
        """
        {"frontends": {"f": {"bind": "*:1", "routes": [
        %s]}},
        "backends": {"web": {"servers": {"s": {"address": "127.0.0.1:80"}}}}}
        """
            .formatted(routes.strip());
    return new Configuration(home, words)
        .file("m", "a.example web\n").warnings(text).stream()
            .map(warning -> warning.replace("conf/proxy.json:", "").replace("warning: ", ""))
            .map(warning -> warning.replace("/frontends/f/routes/", ""))
            .toList();
  }

  @Test
  void nobodyLeadsToABackend() {
    String text =
        """
        {"frontends": {"f": {"bind": "*:1", "default-backend": "web"}},
         "backends": {"web": {"servers": {"s": {"address": "127.0.0.1:80"}}},
                      "pump": {"servers": {"s": {"address": "127.0.0.1:81"}}}}}
        """;
    assertThat(new Configuration(home, words).warnings(text))
        .containsExactly(
            "conf/proxy.json:3:15: warning: /backends/pump: no frontend leads to this backend");
  }

  @Test
  void routeBehindOneThatAlwaysFits() {
    assertThat(
            routes(
                """
                {"match": {}, "backend": "web"},
                {"match": {"sni": "c.example"}, "backend": "web"}
                """))
        .containsExactly("3:1: 1: this route is never taken: the one at 2:1 always fits");
  }

  @Test
  void nameThatAnEarlierRouteHas() {
    assertThat(
            routes(
                """
                {"match": {"sni": "a.example"}, "backend": "web"},
                {"match": {"sni": ["b.example", "A.example."]}, "backend": "web"},
                {"match": {"sni": "a.example", "yes": {}}, "backend": "web"},
                {"match": {"sni": "c.example", "yes": {}}, "backend": "web"},
                {"match": {"sni": "c.example"}, "backend": "web"}
                """))
        .containsExactly(
            "3:11: 1/match: sni \"a.example\" is taken by the route at 2:11",
            "4:11: 2/match: sni \"a.example\" is taken by the route at 2:11");
  }

  @Test
  void nameUnderAWildcardOfAnEarlierRoute() {
    assertThat(
            routes(
                """
                {"match": {"sni": ["*.one.example", "x.any.example"]}, "backend": "web"},
                {"match": {"sni": "**.any.example"}, "backend": "web"},
                {"match": {"sni": ["a.one.example", "one.example", "b.a.one.example"]},
                 "backend": "web"},
                {"match": {"sni": ["**.one.example", "any.example"]}, "backend": "web"},
                {"match": {"sni": ["a.any.example", "*.any.example", "**.b.any.example"]},
                 "backend": "web"}
                """))
        .containsExactly(
            "4:11: 2/match: sni \"a.one.example\" is taken by the route at 2:11",
            "7:11: 4/match: sni \"**.b.any.example\" is taken by the route at 3:11",
            "7:11: 4/match: sni \"*.any.example\" is taken by the route at 3:11",
            "7:11: 4/match: sni \"a.any.example\" is taken by the route at 3:11");
  }

  @Test
  void serverNameAndHost_neverComeTogether() {
    String never =
        "never fits: a client that sends a server name speaks TLS, in which no HTTP host can be"
            + " read (expected one of the two)";
    assertThat(
            routes(
                """
                {"match": {"sni": "a.example", "host": "a.example"}, "backend": "web"},
                {"match": {"host": "a.example"}, "backend": {"map": {"by": "sni", "file": "m"}}}
                """))
        .containsExactly("2:11: 0/match: " + never, "3:11: 1/match: " + never);
  }

  @Test
  void serverName_isNotSentWithoutTls() {
    assertThat(routes("{\"match\": {\"plain\": {}, \"sni\": \"a.example\"}, \"backend\": \"web\"}"))
        .containsExactly(
            "2:11: 0/match: never fits: it asks for a server name and for clients that do not"
                + " speak TLS, who send none");
  }

  @Test
  void hostOnAFrontendThatLooksAtTls_fitsOnlyBesideWhatIsNotTls() {
    String never =
        "never fits: routes of this frontend look at TLS, so all others take clients with TLS"
            + " alone, in which no HTTP host can be read (expected \"tls\": false beside it, or a"
            + " frontend of its own)";
    assertThat(
            routes(
                """
                {"match": {"host": "a.example"}, "backend": "web"},
                {"match": {"plain": {}, "host": "b.example"}, "backend": "web"},
                {"backend": {"map": {"by": "host", "file": "m"}}},
                {"match": {"sni": "a.example"}, "backend": "web"}
                """))
        .containsExactly("2:11: 0/match: " + never, "4:1: 2: " + never);
    assertThat(routes("{\"match\": {\"host\": \"a.example\"}, \"backend\": \"web\"}")).isEmpty();
  }
}
