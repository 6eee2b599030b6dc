package dev.sluice.it.backend;

import static dev.sluice.it.backend.Servers.server;
import static dev.sluice.it.backend.Servers.state;
import static dev.sluice.it.backend.Servers.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.testkit.AbsentServer;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.TestProxy;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is counted, as a registry of Micrometer tells it. */
class MetricsTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

  private double value(String name, String... tags) {
    Meter meter = registry.get(name).tags(tags).meter();
    return meter instanceof Gauge gauge ? gauge.value() : ((FunctionCounter) meter).count();
  }

  @Test
  void sessionsAndServers_areCounted_acrossReloads() throws Exception {
    try (FakeServer one = FakeServer.token("one");
        FakeServer two = FakeServer.token("two")) {
      String both = text("", "", server("s1", one, ""), server("s2", two, ""));
      try (TestProxy proxy = TestProxy.start(both)) {
        proxy.proxy().metrics().bindTo(registry);
        for (int i = 0; i < 4; i++) {
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.finish();
            client.receiveAll();
          }
          proxy.logged(i + 1);
        }
        proxy.awaitNoSessions();
        assertThat(value("sluice.backend.sessions", "backend", "app")).isEqualTo(4);
        assertThat(value("sluice.backend.current.sessions", "backend", "app")).isZero();
        assertThat(value("sluice.server.sessions", "server", "s1")).isEqualTo(2);
        assertThat(value("sluice.server.up", "server", "s1")).isEqualTo(1);

        state(proxy, "s1").markDown("test");
        assertThat(value("sluice.server.up", "server", "s1")).isZero();
        assertThat(value("sluice.server.usable", "server", "s1")).isZero();
        assertThat(value("sluice.server.downs", "server", "s1")).isEqualTo(1);

        proxy.reload(text("", "", server("s1", one, "\"weight\": 2")));
        assertThat(value("sluice.server.weight", "server", "s1")).isEqualTo(32);
        assertThat(value("sluice.server.sessions", "server", "s1")).isEqualTo(2);
        assertThat(registry.find("sluice.server.sessions").tags("server", "s2").meter()).isNull();
        proxy.reload(both);
        assertThat(value("sluice.server.sessions", "server", "s2")).isEqualTo(2);
      }
    }
  }

  @Test
  void checks_areCounted() throws Exception {
    String checked = "\"check\": { \"tcp\": {}, \"inter\": \"10ms\" }";
    try (AbsentServer dead = AbsentServer.open();
        TestProxy proxy = TestProxy.start(text("", "", server("s1", dead.address(), checked)))) {
      proxy.proxy().metrics().bindTo(registry);
      await().until(() -> value("sluice.server.check.failures", "server", "s1") >= 3);
      assertThat(value("sluice.server.checks", "server", "s1")).isGreaterThanOrEqualTo(3);
      assertThat(value("sluice.server.downs", "server", "s1")).isEqualTo(1);
    }
  }

  @Test
  void figuresOfPlugins_arePublished_andGoOnAcrossReloads() throws Exception {
    String limited = "\"filters\": [{\"rate-limit\": {\"by\": \"src\", \"rate\": \"1/d\"}}],";
    try (FakeServer one = FakeServer.token("one")) {
      String text = text(limited, "", server("s1", one, ""));
      try (TestProxy proxy = TestProxy.start(text)) {
        proxy.proxy().metrics().bindTo(registry);
        for (int i = 0; i < 3; i++) {
          try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
            client.finish();
            client.receiveAll();
          }
          proxy.reload(text);
        }
        proxy.awaitNoSessions();
        String[] tags = {"section", "frontends/in", "number", "1"};
        assertThat(value("sluice.rate.limit.allowed", tags)).isEqualTo(1);
        assertThat(value("sluice.rate.limit.denied", tags)).isEqualTo(2);
        assertThat(value("sluice.rate.limit.keys", tags)).isEqualTo(1);
        proxy.reload(text("", "", server("s1", one, "")));
        assertThat(registry.find("sluice.rate.limit.denied").meters()).isEmpty();
      }
    }
  }

  @Test
  void sessionsWithoutAServer_andAttemptsInVain_areCounted() throws Exception {
    String backend =
        "\"retries\": 2, \"redispatch\": false, \"timeouts\": {\"connect\": \"50ms\"},";
    try (AbsentServer dead = AbsentServer.open();
        TestProxy proxy = TestProxy.start(text("", backend, server("s1", dead.address(), "")));
        FakeClient client = FakeClient.connect(proxy.port("in"))) {
      proxy.proxy().metrics().bindTo(registry);
      assertThat(client.receiveAll().size()).isZero();
      proxy.awaitNoSessions();
      assertThat(
              List.of(
                  value("sluice.backend.connect.failures", "backend", "app"),
                  value("sluice.backend.retries", "backend", "app"),
                  value("sluice.backend.redispatches", "backend", "app"),
                  value("sluice.server.connection.errors", "server", "s1")))
          .containsExactly(1.0, 2.0, 0.0, 3.0);
    }
  }
}
