import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * What the product serves while the JVM takes notes for {@code lib/proxy.aot}: TLS passthrough,
 * short, with echoes and in bulk, and HTTP, logged and not, in the many ways in which sessions end.
 *
 * <p>The ways matter as much as the load. What has never happened is left out of optimized code,
 * and when it happens for the first time, that code is thrown away and made anew: half a second of
 * a processor when all clients of a busy proxy hang up at once.
 */
final class Training implements AutoCloseable {

  /** In each of them all ways come up, so also before and after code is optimized. */
  private static final int ROUNDS = 4;

  private static final int CLIENTS = 16;
  private static final int REQUESTS = 400;
  private static final int SHORT_SESSIONS = 25;
  private static final int BULK = 256 * 1024;

  private static final int PATIENCE_MILLIS = 10_000;
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
  private static final String SHORT = "short.example.com";
  private static final String ECHO = "echo.example.com";
  private static final String WEB = "web.example.com";
  private static final String NOT_LOGGED = "\"log\": [],";
  private static final String GET = "GET /a?b=c HTTP/1.1\r\nHost: " + WEB + "\r\nAccept: */*\r\n";
  private static final String POST =
      "POST /a HTTP/1.1\r\nHost: " + WEB + "\r\nContent-Length: 5\r\n\r\nhello";

  /** How a client goes. */
  private enum Leaving {
    CLOSE,
    RESET,
    HALF_CLOSE,
    WITHOUT_ANSWER,
    ASKED_TO,
    IN_HEAD
  }

  private final TrainingServers servers = new TrainingServers();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final int[] tls = {freePort(), freePort()};
  private final int[] http = {freePort(), freePort()};
  private final int impatient = freePort();

  Training() throws IOException {}

  /** What the product is to be started with. */
  String configuration() {
    String frontends =
        String.join(
            ",",
            tls("tls", tls[0], NOT_LOGGED),
            tls("tls-logged", tls[1], ""),
            http("http", http[0], NOT_LOGGED, "10s"),
            http("http-logged", http[1], "", "10s"),
            http("http-impatient", impatient, NOT_LOGGED, "500ms"));
    return """
    { "global": { "threads": 1 },
    "frontends": { %s },
    "backends": {
      "short": { "servers": { "s": { "address": "127.0.0.1:%d" } } },
      "echo": { "servers": { "s": { "address": "127.0.0.1:%d" } } },
      "web": {
        "mode": "http", "pool-purge-delay": "200ms",
        "servers": { "s": { "address": "127.0.0.1:%d" } }
      }
    } }
    """
        .formatted(frontends, servers.shortPort(), servers.echoPort(), servers.webPort());
  }

  private static String tls(String name, int port, String log) {
    return """
    "%s": {
      "bind": "127.0.0.1:%d", %s
      "routes": [
        { "match": { "sni": "%s" }, "backend": "short" },
        { "match": { "sni": "%s" }, "backend": "echo" }
      ]
    }
    """
        .formatted(name, port, log, SHORT, ECHO);
  }

  private static String http(String name, int port, String log, String keepAlive) {
    return """
    "%s": {
      "bind": "127.0.0.1:%d", "mode": "http", "forwarded-for": {}, %s
      "timeouts": { "http-keep-alive": "%s" },
      "routes": [{ "match": { "host": "%s" }, "backend": "web" }]
    }
    """
        .formatted(name, port, log, keepAlive, WEB);
  }

  /** Lets it serve; fails if it does not within a time. */
  void run(Process proxy, Duration patience) throws Exception {
    long end = System.nanoTime() + patience.toNanos();
    while (!listens(impatient)) {
      if (!proxy.isAlive() || System.nanoTime() > end) {
        throw new IOException("the product did not begin to serve");
      }
      Thread.sleep(20);
    }
    byte[] shortHello = hello(SHORT);
    byte[] echoHello = hello(ECHO);
    for (int round = 0; round < ROUNDS; round++) {
      List<Callable<Void>> all = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        int way = (i + round) % 2;
        Leaving leaving = Leaving.values()[i % Leaving.values().length];
        all.add(() -> browse(http[way], leaving));
        all.add(() -> shortSessions(tls[way], shortHello));
        all.add(() -> echoes(tls[way], echoHello, leaving));
      }
      for (Future<Void> each :
          clients.invokeAll(all, end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
        each.get();
      }
      stayIdle();
    }
  }

  /** Nothing happens but timeouts, until that of the client itself. */
  private void stayIdle() throws IOException {
    try (Socket client = connect(impatient)) {
      send(client, GET + "\r\n");
      client.getInputStream().readAllBytes();
    }
  }

  private static boolean listens(int port) {
    try (Socket client = new Socket(LOOPBACK, port)) {
      return client.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  private Void browse(int port, Leaving leaving) throws IOException {
    try (Socket client = connect(port)) {
      for (int i = 0; i < REQUESTS; i++) {
        exchange(client, i % 10 == 9 ? POST : GET + "\r\n");
      }
      switch (leaving) {
        case CLOSE -> {}
        case RESET -> client.setSoLinger(true, 0);
        case HALF_CLOSE -> {
          send(client, GET + "\r\n");
          client.shutdownOutput();
          client.getInputStream().readAllBytes();
        }
        case WITHOUT_ANSWER -> send(client, GET + "\r\n");
        case ASKED_TO -> {
          send(client, GET + "Connection: close\r\n\r\n");
          client.getInputStream().readAllBytes();
        }
        case IN_HEAD -> send(client, GET);
      }
    }
    for (int i = 0; i < SHORT_SESSIONS; i++) {
      try (Socket client = connect(port)) {
        exchange(client, GET + (i % 2 == 0 ? "Connection: close\r\n\r\n" : "\r\n"));
      }
    }
    // One that is answered by the proxy itself.
    try (Socket client = connect(port)) {
      send(client, "GET / HTTP/1.1\r\nHost: unknown.example.com\r\nConnection: close\r\n\r\n");
      client.getInputStream().readAllBytes();
    }
    return null;
  }

  private static void exchange(Socket client, String request) throws IOException {
    send(client, request);
    answer(client);
  }

  private static void answer(Socket client) throws IOException {
    InputStream in = client.getInputStream();
    ByteArrayOutputStream answer = new ByteArrayOutputStream();
    byte[] bytes = new byte[4096];
    while (!TrainingServers.isWhole(answer.toString(StandardCharsets.US_ASCII))) {
      int n = in.read(bytes);
      if (n < 0) {
        throw new IOException("the product answered " + answer);
      }
      answer.write(bytes, 0, n);
    }
  }

  private static void send(Socket client, String text) throws IOException {
    client.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  private Void shortSessions(int port, byte[] hello) throws IOException {
    for (int i = 0; i < SHORT_SESSIONS; i++) {
      try (Socket client = connect(port)) {
        client.getOutputStream().write(hello);
        expect(client.getInputStream(), TrainingServers.SHORT_ANSWER);
        client.getInputStream().readAllBytes();
      }
    }
    return null;
  }

  private Void echoes(int port, byte[] hello, Leaving leaving) throws IOException {
    try (Socket client = connect(port)) {
      OutputStream out = client.getOutputStream();
      InputStream in = client.getInputStream();
      out.write(hello);
      expect(in, hello.length);
      byte[] small = new byte[512];
      for (int i = 0; i < REQUESTS; i++) {
        out.write(small);
        expect(in, small.length);
      }
      byte[] large = new byte[BULK];
      for (int i = 0; i < 4; i++) {
        Future<?> sent =
            clients.submit(() -> {
              out.write(large);
              return null;
            });
        expect(in, large.length);
        join(sent);
      }
      switch (leaving) {
        case CLOSE -> {}
        case RESET -> client.setSoLinger(true, 0);
        case WITHOUT_ANSWER -> out.write(small);
        default -> {
          client.shutdownOutput();
          in.readAllBytes();
        }
      }
    }
    return null;
  }

  private static void expect(InputStream in, int count) throws IOException {
    int n = in.readNBytes(count).length;
    if (n < count) {
      throw new IOException("a session through the product got " + n + " bytes of " + count);
    }
  }

  private static void join(Future<?> sent) throws IOException {
    try {
      sent.get();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }

  private static Socket connect(int port) throws IOException {
    Socket client = new Socket();
    try {
      client.setTcpNoDelay(true);
      client.setSoTimeout(PATIENCE_MILLIS);
      client.connect(new InetSocketAddress(LOOPBACK, port), PATIENCE_MILLIS);
      return client;
    } catch (IOException e) {
      client.close();
      throw e;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, LOOPBACK)) {
      return socket.getLocalPort();
    }
  }

  private static byte[] hello(String name) throws Exception {
    SSLEngine engine = SSLContext.getDefault().createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    engine.setSSLParameters(parameters);
    ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), hello);
    byte[] bytes = new byte[hello.position()];
    hello.flip().get(bytes);
    return bytes;
  }

  @Override
  public void close() throws IOException {
    clients.shutdownNow();
    servers.close();
  }
}
