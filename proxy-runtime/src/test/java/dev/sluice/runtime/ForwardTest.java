package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.ConnectionHandler;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Forwarding a body of known length between two connections, on every engine. */
class ForwardTest {

  private static final byte[] HEAD = "HEAD".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TAIL = "TAIL".getBytes(StandardCharsets.US_ASCII);

  static Stream<Arguments> enginesAndLengths() {
    return Arrays.stream(Sockets.values())
        .filter(Sockets::available)
        .flatMap(
            sockets -> Stream.of(1, 1000, 200_000, 20_000_000).map(n -> Arguments.of(sockets, n)));
  }

  @ParameterizedTest
  @MethodSource("enginesAndLengths")
  void bodyOfKnownLength_isForwardedExactly_andWhatFollowsIsReceived(Sockets sockets, int length)
      throws Exception {
    byte[] body = new byte[length];
    new Random(length).nextBytes(body);
    CompletableFuture<String> tail = new CompletableFuture<>();
    CompletableFuture<byte[]> arrived = new CompletableFuture<>();
    Engine engine = Engines.start(1, sockets);
    try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofPlatform().daemon().start(() -> collect(server, arrived));
      SocketAddress target =
          new InetSocketAddress(InetAddress.getLoopbackAddress(), server.getLocalPort());
      SocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
      Listening listening =
          engine
              .listen(any, client -> client.handler(new OneBody(target, length, tail)))
              .toCompletionStage()
              .toCompletableFuture()
              .get(10, TimeUnit.SECONDS);
      listening.resume();
      int port = ((InetSocketAddress) listening.address()).getPort();
      try (Socket client = new Socket(InetAddress.getLoopbackAddress(), port)) {
        client.getOutputStream().write(HEAD);
        client.getOutputStream().write(body);
        client.getOutputStream().write(TAIL);

        assertThat(arrived.get(20, TimeUnit.SECONDS)).isEqualTo(body);
        assertThat(tail.get(10, TimeUnit.SECONDS)).isEqualTo("TAIL");
      }
    } finally {
      engine.close().toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
  }

  private static void collect(ServerSocket server, CompletableFuture<byte[]> arrived) {
    try (Socket socket = server.accept();
        InputStream in = socket.getInputStream()) {
      arrived.complete(in.readAllBytes());
    } catch (IOException e) {
      arrived.completeExceptionally(e);
    }
  }

  /** Reads a head, forwards a body to a server and ends that connection, then reads a tail. */
  private static final class OneBody implements ConnectionHandler {

    private final SocketAddress target;
    private final int length;
    private final CompletableFuture<String> tail;
    private boolean forwarding;
    private boolean forwarded;
    private @Nullable Connection server;

    OneBody(SocketAddress target, int length, CompletableFuture<String> tail) {
      this.target = target;
      this.length = length;
      this.tail = tail;
    }

    @Override
    public void received(Connection client) {
      ByteBuffer bytes = client.received();
      if (forwarded) {
        checkTail(client);
      } else if (!forwarding && bytes.remaining() >= HEAD.length) {
        forwarding = true;
        client.consume(HEAD.length);
        client.loop().dial(target, new ToServer(client));
      }
    }

    @Override
    public void forwarded(Connection client) {
      forwarded = true;
      if (server == null) {
        throw new AssertionError("forwarded to nobody");
      }
      server.finish();
      checkTail(client);
    }

    private void checkTail(Connection client) {
      ByteBuffer bytes = client.received();
      if (bytes.remaining() >= TAIL.length) {
        String text = StandardCharsets.US_ASCII.decode(bytes).toString();
        // An engine that is closed does not close connections; the tail waits in a buffer.
        client.close();
        tail.complete(text);
      }
    }

    @Override
    public void ended(Connection connection) {}

    @Override
    public void closed(Connection connection, @Nullable IOException cause) {
      tail.completeExceptionally(new AssertionError("closed: " + cause));
    }

    private final class ToServer implements DialHandler {

      private final Connection client;

      ToServer(Connection client) {
        this.client = client;
      }

      @Override
      public ByteBuffer opening() {
        return ByteBuffer.allocate(0);
      }

      @Override
      public void connected(Connection connection, int opened) {
        server = connection;
        connection.handler(new Ignoring());
        client.forward(connection, length);
      }

      @Override
      public void failed(IOException cause) {
        tail.completeExceptionally(cause);
      }
    }
  }

  private static final class Ignoring implements ConnectionHandler {

    @Override
    public void received(Connection connection) {}

    @Override
    public void ended(Connection connection) {}

    @Override
    public void closed(Connection connection, @Nullable IOException cause) {}
  }
}
