package dev.sluice.distribution;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.HostAndPort;
import io.vertx.core.net.PemKeyCertOptions;

/** A web shop on Vert.x: HTTP, HTTPS with HTTP/2, and WebSockets that answer each message. */
final class ShopServer implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
  private final int httpPort;
  private final int tlsPort;

  ShopServer(Certificate certificate) {
    httpPort = start(new HttpServerOptions());
    tlsPort =
        start(
            new HttpServerOptions()
                .setSsl(true)
                .setSslHandshakeTimeout(60)
                .setUseAlpn(true)
                .setKeyCertOptions(
                    new PemKeyCertOptions()
                        .setCertPath(certificate.file().toString())
                        .setKeyPath(certificate.key().toString())));
  }

  private int start(HttpServerOptions options) {
    HttpServer server =
        vertx
            .createHttpServer(options.setMaxWebSocketFrameSize(1 << 20))
            .requestHandler(
                request -> request.response().end("This is the shop at " + host(request) + "\n"))
            .webSocketHandler(socket -> {
              socket.textMessageHandler(text -> socket.writeTextMessage("shop: " + text));
              var _ = socket.writeTextMessage("welcome");
            });
    return server.listen(Ports.free(), "127.0.0.1").await().actualPort();
  }

  private static String host(HttpServerRequest request) {
    HostAndPort authority = request.authority();
    return authority == null ? "nowhere" : authority.host();
  }

  int httpPort() {
    return httpPort;
  }

  int tlsPort() {
    return tlsPort;
  }

  @Override
  public void close() {
    vertx.close().await();
  }
}
