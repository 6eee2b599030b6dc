package dev.sluice.distribution;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;

/**
 * A web site on three ports: the page of {@code src/test/programs/browser} with its assets, another
 * server for what is below {@code /api}, and all of it over TLS. The page finds out how it fares
 * and tells {@link #result}.
 */
final class Site implements AutoCloseable {

  private static final Path FILES = Path.of("src/test/programs/browser");
  private static final String PAGE = "index.html";
  private static final Map<String, String> TYPES =
      Map.of(
          "html", "text/html",
          "css", "text/css",
          "js", "text/javascript",
          "mjs", "text/javascript",
          "svg", "image/svg+xml",
          "png", "image/png",
          "json", "application/json",
          "bin", "application/octet-stream");

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<String, byte[]> files = new TreeMap<>();
  private final Queue<String> requests = new ConcurrentLinkedQueue<>();
  private final Queue<String> texts = new ConcurrentLinkedQueue<>();
  private final CompletableFuture<JsonObject> result = new CompletableFuture<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final int pagePort;
  private final int apiPort;
  private final int tlsPort;

  Site(Certificate certificate) throws IOException {
    try (Stream<Path> paths = Files.list(FILES)) {
      for (Path file : (Iterable<Path>) paths::iterator) {
        files.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
    Random random = new Random(1);
    files.put("small.png", noise(random, 16));
    files.put("large.png", noise(random, 512));
    byte[] bytes = new byte[1_000_000];
    random.nextBytes(bytes);
    files.put("data.bin", bytes);
    pagePort = start("page", new HttpServerOptions());
    apiPort = start("api", new HttpServerOptions());
    tlsPort =
        start(
            "tls",
            new HttpServerOptions()
                .setSsl(true)
                .setSslHandshakeTimeout(60)
                .setUseAlpn(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(certificate.file().toString())
                        .setKeyPath(certificate.key().toString())));
  }

  private static byte[] noise(Random random, int side) throws IOException {
    BufferedImage image = new BufferedImage(side, side, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < side * side; i++) {
      image.setRGB(i % side, i / side, random.nextInt());
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  private int start(String name, HttpServerOptions options) {
    return vertx
        .createHttpServer(options)
        .requestHandler(request -> answer(name, request))
        .webSocketHandler(this::talk)
        .listen(Ports.free(), "127.0.0.1")
        .await()
        .actualPort();
  }

  private void answer(String name, HttpServerRequest request) {
    String path = Objects.requireNonNull(request.path());
    requests.add(name + " " + path);
    String file = path.equals("/") ? PAGE : path.substring(1);
    byte @Nullable [] bytes = files.get(file);
    if (request.method().equals(HttpMethod.POST)) {
      var _ =
          request
              .body()
              .onSuccess(body -> {
                result.complete(new JsonObject(body));
                request.response().end("Thank you\n");
              });
    } else if (bytes == null) {
      request.response().setStatusCode(404).end();
    } else {
      request
          .response()
          .putHeader("Content-Type", TYPES.get(file.substring(file.lastIndexOf('.') + 1)))
          .putHeader("Cache-Control", "max-age=3600")
          .end(Buffer.buffer(bytes));
    }
  }

  /** Says five things unasked, and each message that comes once more. */
  private void talk(ServerWebSocket socket) {
    socket.textMessageHandler(text -> {
      texts.add(text);
      socket.writeTextMessage("site: " + text);
    });
    socket.binaryMessageHandler(socket::writeBinaryMessage);
    socket.closeHandler(_ -> closed.complete((int) socket.closeStatusCode()));
    for (int i = 0; i < 5; i++) {
      socket.writeTextMessage("unasked " + i);
    }
  }

  /** Without TLS: the page and its assets. */
  int pagePort() {
    return pagePort;
  }

  /** Without TLS: what the page sends to {@code /api}. */
  int apiPort() {
    return apiPort;
  }

  /** Everything over TLS. */
  int tlsPort() {
    return tlsPort;
  }

  /** What the page consists of besides itself. */
  Map<String, byte[]> assets() {
    Map<String, byte[]> assets = new TreeMap<>(files);
    assets.remove(PAGE);
    return assets;
  }

  /** Which server was asked for what: {@code page /look.css}. */
  List<String> requests() {
    return List.copyOf(requests);
  }

  /** The text messages that the page has sent. */
  List<String> texts() {
    return List.copyOf(texts);
  }

  /** What the page tells. */
  CompletableFuture<JsonObject> result() {
    return result;
  }

  /** With which code the page has closed its WebSocket. */
  CompletableFuture<Integer> closed() {
    return closed;
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
