package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Jars that are put into {@code plugins/}, good ones and broken ones. */
@Timeout(60)
class PluginJarIT {

  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private Path temp;
  private Product product;
  private SpeakingServer even;
  private SpeakingServer odd;
  private int port;

  @BeforeEach
  void unpack() throws IOException {
    product = Product.unpack(temp.resolve("unpacked"));
    even = new SpeakingServer("even");
    odd = new SpeakingServer("odd");
    port = Ports.free();
  }

  @AfterEach
  void stopServers() throws IOException {
    even.close();
    odd.close();
  }

  private String usingTheWord() {
    return """
    {
      "frontends": {
        "web": {
          "bind": "127.0.0.1:%d",
          "routes": [ { "match": { "even-port": true }, "backend": "even" } ],
          "default-backend": "odd"
        }
      },
      "backends": {
        "even": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "odd": { "servers": { "s1": { "address": "127.0.0.1:%d" } } }
      }
    }
    """
        .formatted(port, even.port(), odd.port());
  }

  @Test
  void jarThatIsDroppedIn_bringsItsWord_toARunningProxy() throws Exception {
    product.configure(Config.plain(port, odd.port()));
    Path jar = temp.resolve("sample-plugin-1.0.jar");
    SamplePlugin.build(product, temp.resolve("work"), jar);
    try (Started proxy = product.serve()) {
      product.configure(usingTheWord());
      assertThat(proxy.awaitErr("even-port")).contains("/frontends/web/routes/0/match/even-port: ");
      proxy.awaitErr("generation 1 stays in effect");

      Files.move(jar, plugins().resolve(jar.getFileName()), StandardCopyOption.ATOMIC_MOVE);

      // The configuration that was refused is read again, now that there is a new jar.
      proxy.awaitErr("generation 2");
      assertRoutedByPort();
      assertThat(product.run("plugins").out()).containsPattern("(?m)^  even-port ");
    }
  }

  private Path plugins() {
    return product.home().resolve("plugins");
  }

  private void assertRoutedByPort() throws IOException {
    for (int i = 0; i < 6; i++) {
      try (Socket client = Ports.connect(port)) {
        String expected = client.getLocalPort() % 2 == 0 ? "even" : "odd";
        assertThat(SpeakingServer.readLine(client)).isEqualTo(expected);
      }
    }
  }

  @Test
  void corruptJar_isNamed_andEverythingElseRuns() throws Exception {
    Files.writeString(plugins().resolve("broken-1.0.jar"), "this is no jar");
    product.configure(Config.plain(port, odd.port()));
    try (Started proxy = product.serve()) {
      assertThat(proxy.awaitErr("broken-1.0.jar")).contains("WARN");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("odd");
      assertThat(product.run("plugins").out())
          .containsPattern("(?m)^failed: plugin 'broken-1\\.0\\.jar': ");
    }
  }

  @Test
  void wordOfACorruptJar_theConfigurationErrorNamesTheJar() throws Exception {
    Path jar = plugins().resolve("even-port-1.0.jar");
    Files.writeString(jar, "this is no jar");
    product.configure(usingTheWord());

    Command.Outcome checked = product.run("check");
    Command.Outcome run = product.run();

    assertThat(checked.exit()).isEqualTo(1);
    assertThat(checked.out()).contains("/match/even-port: ").contains("even-port-1.0.jar");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("/match/even-port: ").contains("even-port-1.0.jar");
  }

  @Test
  void jarThatBreaksWhileItIsUsed_changesNothing() throws Exception {
    Path jar = plugins().resolve("sample-plugin-1.0.jar");
    SamplePlugin.build(product, temp.resolve("work"), jar);
    product.configure(usingTheWord());
    try (Started proxy = product.serve()) {
      assertRoutedByPort();

      Path broken = Files.writeString(temp.resolve("broken"), "this is no jar");
      Files.move(broken, jar, StandardCopyOption.REPLACE_EXISTING);

      proxy.awaitErr("sample-plugin-1.0.jar");
      await()
          .atMost(SOON)
          .untilAsserted(() ->
              assertThat(proxy.errLines())
                  .anySatisfy(line -> assertThat(line).contains("generation 1 stays in effect")));
      assertRoutedByPort();
    }
  }
}
