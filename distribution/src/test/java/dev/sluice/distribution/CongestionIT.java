package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A download over loopback took half as much processor time again where the system's congestion
 * control is BBR: the kernel paced it by timers, thousands for each gigabyte.
 */
@Timeout(60)
class CongestionIT {

  private static final Path SYSTEM_DEFAULT = Path.of("/proc/sys/net/ipv4/tcp_congestion_control");

  @TempDir private Path temp;

  @Test
  void connectionsOverLoopback_areNotPaced_onEitherEngine() throws Exception {
    String standard =
        Files.exists(SYSTEM_DEFAULT) ? Files.readString(SYSTEM_DEFAULT).strip() : "unknown";
    String ss = Program.named("ss");
    assumeTrue(standard.startsWith("bbr"), "the system's congestion control is " + standard);
    Product product = Product.unpack(temp);
    int syscalls = Ports.free();
    int channels = Ports.free();
    try (SpeakingServer server = new SpeakingServer("one")) {
      product.configure(configuration(syscalls, channels, server.port()));
      try (Started proxy = product.serve();
          Socket first = Ports.connect(syscalls);
          Socket second = Ports.connect(channels)) {
        assertThat(SpeakingServer.readLine(first)).isEqualTo("one");
        assertThat(SpeakingServer.readLine(second)).isEqualTo("one");

        assertThat(sockets(ss, "sport = :" + syscalls)).hasSize(1).allMatch(CongestionIT::isReno);
        assertThat(sockets(ss, "sport = :" + channels)).hasSize(1).allMatch(CongestionIT::isReno);
        assertThat(sockets(ss, "dport = :" + server.port()))
            .hasSize(2)
            .allMatch(CongestionIT::isReno);
        assertThat(proxy.running()).isTrue();
      }
    }
  }

  private static String configuration(int syscalls, int channels, int server) {
    return """
    {
      "frontends": {
        "syscalls": { "bind": "127.0.0.1:%d", "default-backend": "app" },
        "channels": { "bind": "127.0.0.1:%d", "engine": "channels", "default-backend": "app" } },
      "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:%d" } } } }
    }
    """
        .formatted(syscalls, channels, server);
  }

  /** A line for each, with what the kernel says of it. */
  private static List<String> sockets(String ss, String filter) throws Exception {
    return Command.run(ss, "-HntiO", "state", "established", "( " + filter + " )")
        .out()
        .lines()
        .toList();
  }

  private static boolean isReno(String socket) {
    return socket.contains(" reno ");
  }
}
