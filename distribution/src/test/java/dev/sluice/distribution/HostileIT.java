package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What hostile clients cost the process. */
@Timeout(60)
class HostileIT {

  private static final int CLIENTS = 2_000;

  /** A record that begins a ClientHello of 16 MiB. */
  private static final byte[] GIANT = HexFormat.of().parseHex("160301004001ffffff");

  @TempDir private static Path temp;

  /** C04: clients that announce a giant hello and then say nothing cost no memory that stays. */
  @Test
  void giantHellos_areRefusedAtOnce_andTakeNoMemory() throws Exception {
    Product product = Product.unpack(temp);
    int port = Ports.free();
    product.configure(
        """
        {
          "frontends": { "in": { "bind": "127.0.0.1:%d", "timeouts": { "inspect": "1m" }, "log": [],
            "routes": [ { "match": { "sni": "a.test" }, "backend": "app" } ] } },
          "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:9" } } } }
        }
        """
            .formatted(port));
    try (Started proxy = product.serve()) {
      // The first make the heap and the code cache what they are under load.
      refuseAll(port);
      refuseAll(port);
      long before = Resources.of(proxy).kilobytes();
      refuseAll(port);

      assertThat(Resources.of(proxy).kilobytes() - before).as("growth in KB").isLessThan(20 * 1024);
      assertThat(proxy.running()).isTrue();
    }
  }

  /** All are there at the same time, and none waits for the timeout. */
  private static void refuseAll(int port) throws IOException {
    List<Socket> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CLIENTS; i++) {
        Socket client = new Socket();
        clients.add(client);
        client.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        client.setSoTimeout(10_000);
        client.getOutputStream().write(GIANT);
      }
      for (Socket client : clients) {
        assertThat(client.getInputStream().readAllBytes()).startsWith(21, 3, 3, 0, 2, 2);
      }
    } finally {
      for (Socket client : clients) {
        client.close();
      }
    }
  }
}
