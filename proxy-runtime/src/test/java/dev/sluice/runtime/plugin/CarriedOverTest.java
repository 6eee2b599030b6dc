package dev.sluice.runtime.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.session.SessionRecord;
import dev.sluice.runtime.config.ConfigParser;
import dev.sluice.runtime.config.Parsed;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What extensions keep, when the jar they come from is another one. */
class CarriedOverTest {

  /** A log format that counts its lines, in an object of its own class within one of java.*. */
  private static final String COUNTING =
      """
      package p;
      import dev.sluice.api.*;
      import dev.sluice.api.settings.*;
      import java.util.List;
      import java.util.Map;
      import java.util.concurrent.ConcurrentHashMap;
      public class P implements Plugin {
        public String name() { return "p"; }
        public List<Factory<LogFormat>> logFormats() { return List.of(new F()); }
        public List<Factory<Balancer>> balancers() { return List.of(new B()); }
        static class B implements Factory<Balancer> {
          public String word() { return "even"; }
          public String doc() { return "a test"; }
          public SettingsSpec settings() { return SettingsSpec.none(); }
          public Balancer create(Settings settings, Context context) {
            return (usable, session) -> usable.get(0);
          }
        }
        static class Count { int lines; }
        static class F implements Factory<LogFormat> {
          public String word() { return "counting"; }
          public String doc() { return "a test"; }
          public SettingsSpec settings() { return SettingsSpec.none(); }
          public LogFormat create(Settings settings, Context context) {
            Map<String, Count> counts = context.carryOver("counts", ConcurrentHashMap::new);
            return (session, line) -> {
              Count count = counts.computeIfAbsent("", key -> new Count());
              line.append("VERSION ").append(++count.lines);
            };
          }
        }
      }
      """;

  private static final String TEXT =
      """
      { "logs": {},
        "frontends": { "in": {
          "bind": "127.0.0.1:0", "log-format": "counting", "default-backend": "app" } },
        "backends": { "app": { "balance": "even",
          "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
      """;

  @TempDir private Path temp;
  private final CarriedOver carried = new CarriedOver();
  private Vertx vertx;
  private Path plugins;
  private PluginLoader loader;

  @BeforeEach
  void open() throws IOException {
    vertx = Vertx.vertx();
    plugins = Files.createDirectory(temp.resolve("plugins"));
    loader = PluginLoader.of(new PluginDirectory(plugins), temp.resolve("run/plugins"));
  }

  @AfterEach
  void close() {
    loader.close();
    vertx.close().await();
  }

  private void plugin(String version) {
    new JarWorkshop(temp)
        .source("p.P", COUNTING.replace("VERSION", version))
        .service("p.P")
        .jar(plugins.resolve("p.jar"));
  }

  /** A configuration with the plugins it was made with. */
  private record Running(ProxyConfig config, Registry registry) implements AutoCloseable {

    String line() {
      FrontendConfig in = Objects.requireNonNull(config.frontends().get("in"));
      StringBuilder line = new StringBuilder();
      SessionRecord unused =
          (SessionRecord)
              Proxy.newProxyInstance(
                  SessionRecord.class.getClassLoader(),
                  new Class<?>[] {SessionRecord.class},
                  (proxy, method, arguments) -> {
                    throw new AssertionError(method);
                  });
      in.logFormat().instance().format(unused, line);
      return line.toString();
    }

    @Override
    public void close() {
      config.close();
      registry.close();
    }
  }

  private Running run() {
    Registry registry = loader.load();
    Parsed parsed =
        ConfigParser.parse(
            "proxy.json", temp.resolve("proxy.json"), TEXT, registry, vertx, temp, carried);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    ProxyConfig config = ((Parsed.Accepted) parsed).config();
    config.accept();
    return new Running(config, registry);
  }

  @Test
  void stateOfAJarThatStays_isCarriedOver_thatOfAChangedOneBeginsAnew() {
    plugin("one");
    try (Running first = run()) {
      assertThat(first.line()).isEqualTo("one 1");
      new JarWorkshop(temp).plugin("other", "other", "1").jar(plugins.resolve("other.jar"));
      try (Running second = run()) {
        assertThat(second.line()).isEqualTo("one 2");
        assertThat(first.line()).isEqualTo("one 3");
        plugin("two");
        try (Running third = run()) {
          // An object of the old class would be a ClassCastException here.
          assertThat(third.line()).isEqualTo("two 1");
          assertThat(second.line()).isEqualTo("one 4");
        }
      }
    }
  }

  @Test
  void classesOfAChangedJar_areCollected_thoughItsStateWasCarriedOver() {
    plugin("one");
    WeakReference<ClassLoader> classes = useTwice();
    plugin("two");
    try (Running now = run()) {
      assertThat(now.line()).isEqualTo("two 1");
      await()
          .atMost(Duration.ofSeconds(20))
          .untilAsserted(() -> {
            System.gc();
            assertThat(classes.get()).isNull();
          });
    }
  }

  /** A method of its own, so that no local variable keeps the classes. */
  private WeakReference<ClassLoader> useTwice() {
    try (Running first = run();
        Running second = run()) {
      first.line();
      assertThat(second.line()).isEqualTo("one 2");
      FrontendConfig in = Objects.requireNonNull(second.config().frontends().get("in"));
      return new WeakReference<>(in.logFormat().instance().getClass().getClassLoader());
    }
  }
}
