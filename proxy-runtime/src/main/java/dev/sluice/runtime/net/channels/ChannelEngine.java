package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Acceptor;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.dns.Resolver;
import io.netty.channel.EventLoop;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The channel engine: one Vert.x instance, its event loops, and a NetServer a bind and loop. */
public final class ChannelEngine implements Engine {

  private final Vertx vertx;
  private final String name;
  private final List<ChannelLoop> loops;
  private final LoopTransport transport;

  private ChannelEngine(
      Vertx vertx, String name, List<ChannelLoop> loops, LoopTransport transport) {
    this.vertx = vertx;
    this.name = name;
    this.loops = loops;
    this.transport = transport;
  }

  /**
   * Starts an engine. Blocks until its loops run, so it is not called on an event loop.
   *
   * @param threads how many loops
   * @param transport what drives the channels
   */
  public static ChannelEngine start(int threads, ChannelTransport transport) {
    VertxOptions options =
        new VertxOptions()
            .setEventLoopPoolSize(threads)
            .setWorkerPoolSize(4)
            .setInternalBlockingPoolSize(4)
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setFileCachingEnabled(false)
                    .setClassPathResolvingEnabled(false));
    LoopTransport loopTransport = new LoopTransport(transport, threads);
    Vertx vertx = Vertx.builder().with(options).withTransport(loopTransport.named()).build();
    String name = "channels (" + transport.word() + ")";
    List<ChannelLoop> loops = startLoops(vertx, threads, transport, loopTransport);
    return new ChannelEngine(vertx, name, loops, loopTransport);
  }

  /** Deploys verticles until each event loop has one; Vert.x hands loops out in turn. */
  private static List<ChannelLoop> startLoops(
      Vertx vertx, int threads, ChannelTransport transport, LoopTransport loopTransport) {
    Map<EventLoop, ChannelLoop> loops = new LinkedHashMap<>();
    while (loops.size() < threads) {
      LoopVerticle verticle = new LoopVerticle();
      vertx.deployVerticle(verticle, new DeploymentOptions()).await();
      ContextInternal context = (ContextInternal) verticle.context();
      loops.computeIfAbsent(
          context.nettyEventLoop(),
          loop ->
              new ChannelLoop(
                  (VertxInternal) vertx, context, transport, loopTransport.epoll(loop)));
    }
    return List.copyOf(loops.values());
  }

  /** Holds the context of an event loop: what runs there belongs to it. */
  private static final class LoopVerticle extends AbstractVerticle {
    io.vertx.core.Context context() {
      return context;
    }
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public int threads() {
    return loops.size();
  }

  /** The loops, for an engine that runs on them too. */
  public List<ChannelLoop> channelLoops() {
    return loops;
  }

  @Override
  public List<Loop> loops() {
    return List.copyOf(loops);
  }

  @Override
  public Vertx vertx() {
    return vertx;
  }

  @Override
  public Future<Listening> listen(SocketAddress address, Acceptor acceptor) {
    return ChannelListening.open(loops, address, acceptor, transport);
  }

  @Override
  public Resolver resolver(List<InetSocketAddress> nameServers) {
    return loops.getFirst().resolver(nameServers);
  }

  @Override
  public Future<Void> close() {
    return vertx.close();
  }
}
