package dev.sluice.runtime.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletionException;

/**
 * The servers behind the demo's proxy, on free ports of loopback. Each says its name, so that one
 * sees who has answered. They know nothing of the proxy.
 */
final class DemoServers implements AutoCloseable {

  /** A machine that is busy, and Java's first handshake: the usual ten seconds can be too few. */
  private static final int HANDSHAKE_SECONDS = 60;

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  /** Starts a server that terminates TLS itself. */
  void https(String name, Path certificate) {
    start(
        name,
        new HttpServerOptions()
            .setSsl(true)
            .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
            .setKeyCertOptions(
                new PfxOptions()
                    .setPath(certificate.toString())
                    .setPassword(Certificates.PASSWORD)));
  }

  /** Starts a server without TLS. */
  void http(String name) {
    start(name, new HttpServerOptions());
  }

  private void start(String name, HttpServerOptions options) {
    HttpServer server =
        vertx
            .createHttpServer(options)
            .requestHandler(request ->
                request
                    .response()
                    .putHeader("content-type", "text/plain")
                    .end(
                        "This is "
                            + name
                            + ", asked as "
                            + request.scheme()
                            + "://"
                            + request.authority()
                            + request.uri()
                            + "\n"))
            .webSocketHandler(socket -> {
              socket.textMessageHandler(text -> socket.writeTextMessage(name + ": " + text));
              // A client that cannot send messages, such as curl, gets to see one.
              var _ = socket.writeTextMessage(greeting(name) + "\n");
            });
    ports.put(name, await(server.listen(0, "127.0.0.1")).actualPort());
  }

  /** The first message of a WebSocket. */
  static String greeting(String name) {
    return "Welcome to the WebSocket of " + name;
  }

  /**
   * Asks a server with TLS for a page. Java's first handshake loads a thousand classes, which takes
   * a second or more; the first visitor should not have to wait for that.
   */
  void warmUp(String name) {
    HttpClient client =
        vertx.createHttpClient(
            new HttpClientOptions()
                .setSsl(true)
                .setSslHandshakeTimeout(HANDSHAKE_SECONDS)
                .setConnectTimeout(HANDSHAKE_SECONDS * 1000)
                .setTrustAll(true)
                .setVerifyHost(false));
    Buffer _ =
        await(
            client
                .request(HttpMethod.GET, port(name), "127.0.0.1", "/")
                .compose(HttpClientRequest::send)
                .compose(HttpClientResponse::body)
                .eventually(client::close));
  }

  /** The port a server listens on. */
  int port(String name) {
    Integer port = ports.get(name);
    if (port == null) {
      throw new IllegalArgumentException("no server " + name);
    }
    return port;
  }

  @Override
  public void close() {
    await(vertx.close());
  }

  private static <T> T await(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().join();
    } catch (CompletionException e) {
      throw new IllegalStateException(e.getCause());
    }
  }
}
