package dev.sluice.runtime.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Finds ports that are free. */
final class DemoPorts {

  private static final int TRIES = 100;

  private DemoPorts() {}

  /** The first free port of loopback from one on. */
  static int free(int first) throws IOException {
    for (int port = first; port < first + TRIES; port++) {
      try (ServerSocket socket = new ServerSocket()) {
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), port));
        return port;
      } catch (IOException e) {
        // taken
      }
    }
    throw new IOException("none of the ports " + first + " to " + (first + TRIES - 1) + " is free");
  }
}
