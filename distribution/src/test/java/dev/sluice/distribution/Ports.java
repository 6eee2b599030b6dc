package dev.sluice.distribution;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of loopback. */
public final class Ports {

  private static final Set<Integer> GIVEN = new HashSet<>();

  private Ports() {}

  /**
   * A port that is free and is given to nobody else here: below those that the kernel takes for
   * outgoing connections, so that none of these steals it.
   */
  public static synchronized int free() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(10_000, 32_000);
      if (!GIVEN.contains(port) && isFree(port)) {
        GIVEN.add(port);
        return port;
      }
    }
  }

  static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(on(port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  static SocketAddress on(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  /** A connection. */
  public static Socket connect(int port) throws IOException {
    Socket socket = new Socket();
    socket.setSoTimeout((int) Started.PATIENCE.toMillis());
    socket.connect(on(port), (int) Started.PATIENCE.toMillis());
    return socket;
  }

  /** Waits until somebody listens. */
  public static void awaitListening(int port) {
    await()
        .atMost(Started.PATIENCE)
        .ignoreExceptionsInstanceOf(IOException.class)
        .until(() -> {
          connect(port).close();
          return true;
        });
  }
}
