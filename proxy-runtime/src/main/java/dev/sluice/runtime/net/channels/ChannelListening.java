package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Acceptor;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.SocketFile;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.UnixChannel;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A bound address: a NetServer on each loop, which Vert.x makes share one listening socket. It does
 * not accept until it is resumed for the first time.
 */
public final class ChannelListening implements Listening {

  /** As long as the last connection lives; NetServer would close them at the end of a grace. */
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  /** Vert.x shares a port of the kernel's choice between servers that name the same number. */
  private static final AtomicInteger RANDOM_PORT = new AtomicInteger();

  private static final int BACKLOG = 65_535;

  private final SocketAddress address;
  private final List<NetServer> servers;
  private final Channel channel;
  private final @Nullable SocketFile file;

  private ChannelListening(
      SocketAddress address, List<NetServer> servers, Channel channel, @Nullable SocketFile file) {
    this.address = address;
    this.servers = servers;
    this.channel = channel;
    this.file = file;
  }

  static Future<Listening> open(
      List<ChannelLoop> loops, SocketAddress address, Acceptor acceptor, LoopTransport transport) {
    if (address instanceof UnixDomainSocketAddress unix) {
      return openUnix(loops, unix, acceptor, transport);
    }
    InetSocketAddress internet = (InetSocketAddress) address;
    String obstacle = transport.obstacle(internet);
    if (obstacle != null) {
      return Future.failedFuture(new IOException(obstacle));
    }
    String host = internet.getAddress().getHostAddress();
    io.vertx.core.net.SocketAddress where =
        internet.getPort() == 0
            ? io.vertx.core.net.SocketAddress.sharedRandomPort(RANDOM_PORT.incrementAndGet(), host)
            : io.vertx.core.net.SocketAddress.inetSocketAddress(internet.getPort(), host);
    List<NetServer> servers = new ArrayList<>();
    Future<Void> bound = Future.succeededFuture();
    for (ChannelLoop loop : loops) {
      bound =
          bound
              .compose(ok -> listen(loop, internet, where, acceptor, transport))
              .map(server -> {
                servers.add(server);
                return null;
              });
    }
    return bound
        .<Listening>map(ok -> {
          SocketAddress actual =
              new InetSocketAddress(internet.getAddress(), servers.getFirst().actualPort());
          return new ChannelListening(actual, servers, transport.bound(actual), null);
        })
        .recover(error -> abandon(servers, error));
  }

  private static Future<Listening> openUnix(
      List<ChannelLoop> loops,
      UnixDomainSocketAddress address,
      Acceptor acceptor,
      LoopTransport transport) {
    SocketFile file;
    try {
      file = SocketFile.of(address);
    } catch (IOException e) {
      return Future.failedFuture(e);
    }
    // Vert.x does not share a Unix socket between servers.
    ChannelLoop loop = loops.getFirst();
    return listen(loop, address, Addresses.ofVertx(file.fresh()), acceptor, transport)
        .compose(server -> {
          Channel channel = transport.bound(file.fresh());
          return loop.vertx()
              .executeBlocking(() -> {
                file.publish();
                return file;
              })
              .<Listening>map(
                  published -> new ChannelListening(address, List.of(server), channel, file))
              .recover(error -> abandon(List.of(server), error));
        })
        .onFailure(error -> file.delete());
  }

  private static Future<Listening> abandon(List<NetServer> servers, Throwable error) {
    IOException cause = error instanceof IOException io ? io : new IOException(error);
    return Future.join(servers.stream().map(NetServer::close).toList())
        .transform(closed -> Future.failedFuture(cause));
  }

  private static Future<NetServer> listen(
      ChannelLoop loop,
      SocketAddress address,
      io.vertx.core.net.SocketAddress where,
      Acceptor acceptor,
      LoopTransport transport) {
    Promise<NetServer> listening = Promise.promise();
    loop.context()
        .runOnContext(start -> {
          NetServerOptions options =
              new NetServerOptions()
                  .setTcpNoDelay(!where.isDomainSocket())
                  .setAcceptBacklog(BACKLOG);
          try {
            NetServer server =
                loop.vertx()
                    .createNetServer(options)
                    .connectHandler(socket -> accept(loop, socket, address, acceptor));
            transport.binding(address, () -> server.listen(where).onComplete(listening));
          } catch (RuntimeException | LinkageError e) {
            listening.tryFail(e);
          }
        });
    return listening.future();
  }

  private static void accept(
      ChannelLoop loop, NetSocket socket, SocketAddress address, Acceptor acceptor) {
    // Without a handler NetServer closes connections as soon as it stops to listen.
    socket.shutdownHandler(grace -> {});
    ChannelHandlerContext vertxContext = ((NetSocketInternal) socket).channelHandlerContext();
    Channel channel = vertxContext.channel();
    loop.configure(channel);
    ChannelConnection connection = new ChannelConnection(loop, channel, address);
    channel.pipeline().addBefore(vertxContext.name(), "connection", connection);
    connection.open();
    acceptor.accepted(connection);
  }

  /** The number of the listening socket's descriptor, which stays NetServer's; epoll only. */
  public int descriptor() {
    return ((UnixChannel) channel).fd().intValue();
  }

  @Override
  public SocketAddress address() {
    return address;
  }

  @Override
  public void pause() {
    channel.eventLoop().execute(() -> channel.config().setAutoRead(false));
  }

  @Override
  public void resume() {
    channel.eventLoop().execute(() -> channel.config().setAutoRead(true));
  }

  @Override
  public Future<Void> close() {
    Promise<Void> unbound = Promise.promise();
    channel
        .closeFuture()
        .addListener(done -> {
          if (file != null) {
            file.delete();
          }
          unbound.complete();
        });
    for (NetServer server : servers) {
      // Completes when the last connection has ended; nobody waits for that here.
      server.shutdown(FOR_EVER);
    }
    return unbound.future();
  }
}
