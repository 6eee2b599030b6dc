package dev.sluice.runtime.demo;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
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

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final Map<String, Integer> ports = new LinkedHashMap<>();

  /** Starts a server that terminates TLS itself. */
  void https(String name, Path certificate) {
    start(
        name,
        new HttpServerOptions()
            .setSsl(true)
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
            .webSocketHandler(socket ->
                socket.textMessageHandler(text -> socket.writeTextMessage(name + ": " + text)));
    ports.put(name, await(server.listen(0, "127.0.0.1")).actualPort());
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
