package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.routes.HostMap;
import dev.sluice.runtime.config.model.routes.RouteConfig.ByMap;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostMapTest {

  private static final String TEXT =
      """
      {"frontends": {"f": {"bind": "*:1", "routes": [
         {"name": "hosts", "backend": {"map": {"by": "sni", "file": "hosts.map"}}}]}},
       "backends": {"web": {"servers": {"s": {"address": "127.0.0.1:80"}}},
                    "pump": {"servers": {"s": {"address": "127.0.0.1:81"}}}}}
      """;

  @TempDir private Path home;

  private Configuration map(String text) {
    return new Configuration(home, new Words()).file("hosts.map", text);
  }

  private static HostMap hosts(ProxyConfig config) {
    FrontendConfig frontend = Objects.requireNonNull(config.frontends().get("f"));
    return ((ByMap) frontend.routes().getFirst().target()).map();
  }

  private static @Nullable String find(HostMap map, String host) {
    return map.names().find(host);
  }

  @Test
  void mostSpecificPatternWins_whateverTheOrderOfTheLines() {
    HostMap map =
        hosts(
            map("""
            **.example web      # all of it
            *.a.example pump
            x.a.example web
            **.b.example pump
            """)
                .accepted(TEXT));

    assertThat(find(map, "x.a.example")).isEqualTo("web");
    assertThat(find(map, "y.a.example")).isEqualTo("pump");
    assertThat(find(map, "z.y.a.example")).isEqualTo("web");
    assertThat(find(map, "q.r.b.example")).isEqualTo("pump");
    assertThat(find(map, "b.example")).isEqualTo("web");
    assertThat(find(map, "example")).isNull();
    assertThat(find(map, "other")).isNull();
  }

  @Test
  void map_isLookedUpByWhatItsMatcherLooksAt_andIsWatched() {
    ProxyConfig config = map("a.example web\n").accepted(TEXT);

    assertThat(hosts(config).by()).isEqualTo("sni");
    assertThat(hosts(config).subject()).isEqualTo(Subject.SNI);
    assertThat(hosts(config).needs()).containsExactly(Need.CLIENT_HELLO);
    assertThat(config.files()).containsExactly(home.resolve("conf/hosts.map"));
  }

  @Test
  void lines_withProblems() {
    String text =
        "a.example web\n# c\n\na..b web\nA.example. pump # x\nc.example pmup\nd.example\n";

    assertThat(map(text).problems(TEXT))
        .containsExactly(
            "conf/hosts.map:4: \"a..b\" is not a host name (expected labels of letters, digits and"
                + " '-', one leading \"*.\" allowed)",
            "conf/hosts.map:5: \"A.example.\" stands twice (first in line 1)",
            "conf/hosts.map:6: \"pmup\" is not a backend (expected a name from backends); did you"
                + " mean \"pump\"?",
            "conf/hosts.map:7: \"d.example\" is not an entry (expected a host name, blanks, and a"
                + " backend)");
  }

  @Test
  void matcherThatLooksUpNoNames() {
    assertThat(map("").problems(TEXT.replace("\"by\": \"sni\"", "\"by\": \"yes\"")))
        .containsExactly(
            "conf/proxy.json:2:48: /frontends/f/routes/0/backend/map/by: \"yes\" is not a matcher"
                + " of host names (expected \"host\", \"sni\")");
  }

  @Test
  void linesAreCutOutOfTheBytes_withoutMarkCommentsAndBlanks() {
    assertThat(map("\ufeff\u2003ä.example\tweb#c\r\n\r\n  # d\n b.example  web").accepted(TEXT))
        .satisfies(config -> {
          assertThat(find(hosts(config), "xn--4ca.example")).isEqualTo("web");
          assertThat(find(hosts(config), "b.example")).isEqualTo("web");
        });
    assertThat(map("a.example web\n\n\r\nx").problems(TEXT))
        .singleElement()
        .asString()
        .startsWith("conf/hosts.map:4: \"x\"");
  }

  @Test
  void hundredThousandLines_takeLessThanASecond() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 100_000; i++) {
      text.append("host-").append(i).append(".customers.example ").append("web\n");
    }
    Configuration configuration = map(text.toString());
    configuration.accepted(TEXT).close(); // Loads classes.

    // Processor time: what else runs on the machine does not count.
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = threads.getCurrentThreadCpuTime();
    ProxyConfig config = configuration.accepted(TEXT);
    Duration taken = Duration.ofNanos(threads.getCurrentThreadCpuTime() - start);

    assertThat(hosts(config).backends()).containsExactly("web");
    assertThat(find(hosts(config), "host-0.customers.example")).isEqualTo("web");
    assertThat(find(hosts(config), "host-99999.customers.example")).isEqualTo("web");
    assertThat(taken).isLessThan(Duration.ofSeconds(1));
  }
}
