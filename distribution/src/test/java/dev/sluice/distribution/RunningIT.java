package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/proxy} as a process: signals, its pidfile, edits of its configuration. */
@Timeout(60)
class RunningIT {

  /** What "within a second" may take on a machine that also runs other builds. */
  private static final Duration SOON = Duration.ofSeconds(10);

  @TempDir private static Path temp;
  private static Product unpacked;
  private static int homes;

  private Product product;
  private SpeakingServer one;
  private SpeakingServer two;
  private int port;

  @BeforeAll
  static void unpack() throws IOException {
    unpacked = Product.unpack(temp.resolve("unpacked"));
  }

  @BeforeEach
  void prepare() throws IOException {
    homes++;
    product = unpacked.copy(temp.resolve("home" + homes));
    one = new SpeakingServer("one");
    two = new SpeakingServer("two");
    port = Ports.free();
  }

  @AfterEach
  void stopServers() throws IOException {
    one.close();
    two.close();
  }

  @Test
  void process_isTheJvm_andItsPidfileSaysSo() throws Exception {
    product.configure(
        Config.plain("\"global\": { \"pidfile\": \"run/proxy.pid\" },", port, one.port()));
    try (Started proxy = product.serve()) {
      Path pidfile = product.home().resolve("run/proxy.pid");
      await().atMost(SOON).until(() -> Files.exists(pidfile) && Files.size(pidfile) > 0);

      assertThat(Files.readString(pidfile)).isEqualTo(proxy.pid() + "\n");
      assertThat(proxy.handle().info().command())
          .hasValue(product.home().resolve("runtime/bin/java").toString());
      assertThat(proxy.handle().children()).isEmpty();
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");

      proxy.signal("TERM");
      assertThat(proxy.awaitExit()).isZero();
      assertThat(pidfile).doesNotExist();
      assertThat(product.home().resolve("run/plugins")).isEmptyDirectory();
    }
  }

  // The first file or socket that the JVM opened became standard output, and got the access log.
  @Test
  void closedStandardStreams_areReplaced_andSessionsGoOn() throws Exception {
    product.configure(Config.plain("\"global\": { \"pidfile\": \"p\" },", port, one.port()));
    try (Started proxy = shell("exec \"$0\" <&- >&- 2>&-")) {
      Ports.awaitListening(port);
      for (int stream = 0; stream <= 2; stream++) {
        Path file = Path.of("/proc/" + proxy.pid() + "/fd/" + stream);
        assertThat(Files.readSymbolicLink(file)).isEqualTo(Path.of("/dev/null"));
      }
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      proxy.signal("TERM");
      assertThat(proxy.awaitExit()).isZero();
    }
  }

  @Test
  void standardOutputThatNobodyReadsAnyMore_losesLines_andSessionsGoOn() throws Exception {
    product.configure(Config.plain("", port, one.port()));
    Path pipe = temp.resolve("pipe");
    try (Started maker = Started.of(temp, "mkfifo", pipe.toString())) {
      assertThat(maker.awaitExit()).isZero();
    }
    try (Started proxy = shell("exec \"$0\" >" + pipe)) {
      Files.newInputStream(pipe).close();
      proxy.awaitErr("generation 1");
      for (int i = 0; i < 3; i++) {
        assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      }
      assertThat(proxy.awaitErr(" lines lost: ")).contains("WARN", "'stdout'", "Broken pipe");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      proxy.signal("TERM");
      assertThat(proxy.awaitExit()).isZero();
    }
  }

  private Started shell(String script) throws IOException {
    return Started.of(temp, "/bin/sh", "-c", script, product.launcher().toString());
  }

  @Test
  void term_acceptsNothingMore_letsTheSessionEnd_andExits0() throws Exception {
    product.configure(Config.plain("\"global\": { \"drain\": \"1m\" },", port, one.port()));
    try (Started proxy = product.serve();
        Socket client = Ports.connect(port)) {
      assertThat(SpeakingServer.readLine(client)).isEqualTo("one");

      proxy.signal("TERM");
      await().atMost(SOON).until(() -> Ports.isFree(port));
      Peers.send(client, "still here");
      Peers.expect(client, "still here");
      assertThat(proxy.running()).isTrue();
      client.shutdownOutput();

      assertThat(Peers.drain(client)).isZero();
      assertThat(proxy.awaitExit()).isZero();
      assertThat(proxy.outLines()).singleElement().asString().contains(" web app/s1 ", " -- ");
    }
  }

  @Test
  void term_afterDrain_cutsWhatIsLeft_andExits0() throws Exception {
    product.configure(Config.plain("\"global\": { \"drain\": \"200ms\" },", port, one.port()));
    try (Started proxy = product.serve();
        Socket client = Ports.connect(port)) {
      assertThat(SpeakingServer.readLine(client)).isEqualTo("one");

      proxy.signal("TERM");

      assertThat(proxy.awaitExit()).isZero();
      assertThat(Peers.drain(client)).isZero();
    }
  }

  @Test
  void secondTerm_stopsAtOnce_andExits0() throws Exception {
    product.configure(Config.plain("\"global\": { \"drain\": \"10m\" },", port, one.port()));
    try (Started proxy = product.serve();
        Socket client = Ports.connect(port)) {
      assertThat(SpeakingServer.readLine(client)).isEqualTo("one");

      proxy.signal("TERM");
      proxy.awaitErr("waiting up to 600 s");
      proxy.signal("TERM");

      assertThat(proxy.awaitExit()).isZero();
      assertThat(Peers.drain(client)).isZero();
    }
  }

  @Test
  void killed_itStartsAgain_andOverwritesItsPidfile() throws Exception {
    product.configure(
        Config.plain("\"global\": { \"pidfile\": \"run/proxy.pid\" },", port, one.port()));
    Path pidfile = product.home().resolve("run/proxy.pid");
    try (Started killed = product.serve()) {
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      killed.signal("KILL");
      assertThat(killed.awaitExit()).isNotZero();
      assertThat(pidfile).exists();
    }
    try (Started proxy = product.serve()) {
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
      await().atMost(SOON).until(() -> Files.readString(pidfile).equals(proxy.pid() + "\n"));
    }
  }

  @Test
  void hup_reloads() throws Exception {
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve()) {
      proxy.signal("HUP");
      proxy.awaitErr("generation 2");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }

  /** The JVM takes no signal that it was started with ignored: reloading did nothing. */
  @Test
  void hup_underNohup_reloads() throws Exception {
    product.configure(Config.plain(port, one.port()));
    List<String> command = List.of(Program.named("nohup"), product.launcher().toString());
    try (Started proxy = Started.of(product.temp(), Path.of("/"), Map.of(), command)) {
      proxy.awaitErr("generation 1");
      proxy.signal("HUP");
      proxy.awaitErr("generation 2");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }

  @Test
  void pidfileOfTheRunningOne_survivesASecondStart_thatFails() throws Exception {
    product.configure(
        Config.plain("\"global\": { \"pidfile\": \"run/proxy.pid\" },", port, one.port()));
    Path pidfile = product.home().resolve("run/proxy.pid");
    try (Started proxy = product.serve()) {
      Command.Outcome second = product.run();

      assertThat(second.exit()).as(second.text()).isEqualTo(3);
      assertThat(second.err()).contains("in use");
      assertThat(pidfile).hasContent(proxy.pid() + "\n");
      assertThat(product.home().resolve("run").toFile().list((_, name) -> name.contains(".pid")))
          .containsExactly("proxy.pid");
    }
  }

  @Test
  void edit_takesEffectByItself_withoutCuttingATunnel() throws Exception {
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve();
        Socket tunnel = Ports.connect(port)) {
      assertThat(SpeakingServer.readLine(tunnel)).isEqualTo("one");

      product.configure(Config.plain(port, two.port()));

      await().atMost(SOON).until(() -> SpeakingServer.nameAt(port).equals("two"));
      proxy.awaitErr("generation 2");
      Peers.send(tunnel, "still here");
      Peers.expect(tunnel, "still here");
    }
  }

  @Test
  void edit_mayMoveThePort() throws Exception {
    int other = Ports.free();
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve();
        Socket tunnel = Ports.connect(port)) {
      assertThat(SpeakingServer.readLine(tunnel)).isEqualTo("one");

      product.configure(Config.plain(other, two.port()));

      proxy.awaitErr("generation 2");
      assertThat(SpeakingServer.nameAt(other)).isEqualTo("two");
      await().atMost(SOON).until(() -> Ports.isFree(port));
      Peers.send(tunnel, "still here");
      Peers.expect(tunnel, "still here");
    }
  }

  @Test
  void brokenEdit_changesNothing_isLogged_andAMendedOneIsAccepted() throws Exception {
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve()) {
      product.configure(
          Config.plain(port, two.port()).replace("\"default-backend\"", "\"defualt\""));

      proxy.awaitErr("conf/proxy.json:3:");
      proxy.awaitErr("not accepted, generation 1 stays in effect");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");

      product.configure(Config.plain(port, two.port()));

      proxy.awaitErr("generation 2");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("two");
    }
  }

  @Test
  void editThatTakesAForeignPort_changesNothing_andIsLogged() throws Exception {
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve()) {
      product.configure(Config.plain(two.port(), two.port()));

      assertThat(proxy.awaitErr("in use")).contains("frontend 'web': bind 127.0.0.1:" + two.port());
      proxy.awaitErr("generation 1 stays in effect");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }

  @Test
  void configurationIsDeleted_nothingChanges() throws Exception {
    product.configure(Config.plain(port, one.port()));
    try (Started proxy = product.serve()) {
      Files.delete(product.configuration());

      proxy.awaitErr("does not exist");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }
}
