package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Need;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.EngineChoice;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.GlobalConfig;
import dev.sluice.runtime.config.model.Mode;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.ResolversConfig;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.addresses.NameServer;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.routes.MatchObject;
import dev.sluice.runtime.config.model.routes.RouteConfig;
import dev.sluice.runtime.config.model.routes.RouteConfig.ToBackend;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AcceptedTest {

  @TempDir private Path home;
  private final Words words = new Words();

  private ProxyConfig config(String text) {
    return new Configuration(home, words).accepted(text);
  }

  @Test
  void everyKeyIsRead() {
    ProxyConfig config = config(Configuration.COMPLETE);

    assertThat(config.global())
        .isEqualTo(
            new GlobalConfig(
                4000,
                2,
                EngineChoice.AUTO,
                home.resolve("run/proxy.pid"),
                Duration.ofSeconds(10),
                new ResolversConfig(
                    List.of(new NameServer(inet("127.0.0.1", 5353))), Duration.ofSeconds(5))));
    assertThat(config.logs().keySet()).containsExactly("local", "out");
    FrontendConfig https = frontend(config, "https");
    assertThat(https.binds())
        .extracting(bind -> bind.address().address())
        .containsExactly(
            inet("0.0.0.0", 443),
            inet("::", 443),
            UnixDomainSocketAddress.of(home.resolve("run/x.sock")));
    assertThat(https.timeouts())
        .isEqualTo(
            new FrontendConfig.Timeouts(
                Duration.ofSeconds(3),
                Duration.ofMinutes(2),
                Duration.ofSeconds(4),
                Duration.ofHours(5)));
    assertThat(https.logs()).containsExactly("local");
    assertThat(https.logNull()).isFalse();
    assertThat(https.maxconn()).isEqualTo(3000);
    assertThat(https.logFormat().word()).isEqualTo("tcplog");
    assertThat(https.defaultBackend()).isEqualTo("web");
    FrontendConfig plain = frontend(config, "plain");
    assertThat(plain.maxconn()).isEqualTo(10);
    assertThat(plain.logs()).isEmpty();
  }

  @Test
  void backend_takesWhatItSays_thenDefaults_thenWhatTheReferenceSays() {
    ProxyConfig config = config(Configuration.COMPLETE);

    BackendConfig web = backend(config, "web");
    assertThat(web.timeouts())
        .isEqualTo(
            new BackendConfig.Timeouts(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(3),
                Duration.ofSeconds(6)));
    assertThat(web.retries()).isEqualTo(2);
    assertThat(web.redispatch()).isFalse();
    assertThat(web.balancer().word()).isEqualTo("first");
    assertThat(backend(config, "pump").balancer())
        .extracting(Extension::word, Extension::plugin)
        .containsExactly("random", "random-plugin");
    assertThat(web.servers()).extracting(ServerConfig::name).containsExactly("a", "b", "c", "d");
    assertThat(web.servers()).extracting(ServerConfig::weight).containsExactly(0, 1, 1, 1);
    assertThat(web.servers())
        .extracting(server -> server.emitters().stream().map(Extension::word).toList())
        .containsExactly(
            List.of("proxy-protocol"),
            List.of(),
            List.of("proxy-protocol"),
            List.of("proxy-protocol"));
    assertThat(web.servers())
        .extracting(server -> server.address().address())
        .containsExactly(
            inet("127.0.0.1", 8443),
            inet("2001:db8::1", 80),
            UnixDomainSocketAddress.of(home.resolve("run/c.sock")),
            InetSocketAddress.createUnresolved("app_1.internal", 80));
  }

  @Test
  void routes_keepTheirMatchersWithWords() {
    List<RouteConfig> routes = frontend(config(Configuration.COMPLETE), "https").routes();

    RouteConfig pump = routes.getFirst();
    assertThat(pump.name()).isEqualTo("pump");
    assertThat(pump.target()).isEqualTo(new ToBackend("pump"));
    assertThat(pump.match().parts()).extracting(Extension::word).containsExactly("sni");
    assertThat(pump.match().needs()).containsExactly(Need.CLIENT_HELLO);
    assertThat(pump.match().names()).isNotNull();
    assertThat(routes.getLast().name()).isNull();
    assertThat(routes.getLast().match().parts())
        .extracting(Extension::word)
        .containsExactly("not", "yes");
    assertThat(routes.getLast().match().names()).isNull();
  }

  @Test
  void leastConfiguration_hasSafeDefaults() {
    ProxyConfig config =
        config(
            """
            {"frontends": {"f": {"bind": "*:80", "default-backend": "b"}},
             "backends": {"b": {"servers": {"s": {"address": "127.0.0.1:1"}}}}}
            """);

    assertThat(config.global())
        .isEqualTo(
            new GlobalConfig(
                null,
                null,
                EngineChoice.AUTO,
                null,
                Duration.ofSeconds(30),
                new ResolversConfig(List.of(), Duration.ofSeconds(1))));
    assertThat(config.logs().keySet()).containsExactly("stdout");
    FrontendConfig frontend = frontend(config, "f");
    assertThat(frontend.logs()).containsExactly("stdout");
    assertThat(frontend.logNull()).isTrue();
    assertThat(frontend.maxconn()).isNull();
    assertThat(frontend.mode()).isEqualTo(Mode.TCP);
    assertThat(frontend.timeouts())
        .isEqualTo(
            new FrontendConfig.Timeouts(Duration.ofSeconds(5), null, Duration.ofSeconds(30), null));
    BackendConfig backend = backend(config, "b");
    assertThat(backend.retries()).isEqualTo(3);
    assertThat(backend.redispatch()).isTrue();
    assertThat(backend.poolMaxConn()).isEqualTo(128);
    assertThat(backend.poolPurgeDelay()).isEqualTo(Duration.ofSeconds(30));
    assertThat(backend.timeouts())
        .isEqualTo(
            new BackendConfig.Timeouts(
                Duration.ofSeconds(5), Duration.ofSeconds(5), null, Duration.ofSeconds(30)));
  }

  @Test
  void matchObject_isNoIfOnePartIs_andYesOnlyIfAllAre() {
    assertThat(answer("{}")).isEqualTo(Answer.YES);
    assertThat(answer("{\"yes\": {}, \"not\": {\"no\": {}}}")).isEqualTo(Answer.YES);
    assertThat(answer("{\"yes\": {}, \"more\": {}}")).isEqualTo(Answer.MORE);
    assertThat(answer("{\"more\": {}, \"no\": {}}")).isEqualTo(Answer.NO);
  }

  @SuppressWarnings("NullAway") // These matchers do not look at anything.
  private Answer answer(String match) {
    String text =
        """
        {"frontends": {"f": {"bind": "*:80", "routes": [{"match": %s, "backend": "b"}]}},
         "backends": {"b": {"servers": {"s": {"address": "127.0.0.1:1"}}}}}
        """
            .formatted(match);
    MatchObject object = frontend(config(text), "f").routes().getFirst().match();
    return object.match(null, null);
  }

  @Test
  void close_closesWhatExtensionsOwn_once() {
    ProxyConfig config = config(Configuration.COMPLETE);
    assertThat(words.opened).hasValue(2);
    assertThat(words.closed).hasValue(0);

    config.close();
    config.close();

    assertThat(words.closed).hasValue(2);
  }

  @Test
  void refused_leavesNothingOpen() {
    String faulty = Configuration.COMPLETE.replace("\"bind\": \"127", "\"bund\": \"127");

    assertThat(new Configuration(home, words).problems(faulty)).hasSize(2);

    assertThat(words.opened).hasValue(2);
    assertThat(words.closed).hasValue(2);
  }

  private static FrontendConfig frontend(ProxyConfig config, String name) {
    return Objects.requireNonNull(config.frontends().get(name));
  }

  private static BackendConfig backend(ProxyConfig config, String name) {
    return Objects.requireNonNull(config.backends().get(name));
  }

  private static InetSocketAddress inet(String literal, int port) {
    return new InetSocketAddress(InetAddress.ofLiteral(literal), port);
  }
}
