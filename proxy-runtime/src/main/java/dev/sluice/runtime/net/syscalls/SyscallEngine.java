package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Acceptor;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.channels.ChannelEngine;
import dev.sluice.runtime.net.channels.ChannelListening;
import dev.sluice.runtime.net.dns.Resolver;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import java.util.stream.Stream;

/**
 * The syscall engine, on the event loops of a channel engine, which binds for it, and which serves
 * the frontends that ask for channels.
 */
public final class SyscallEngine implements Engine {

  private final ChannelEngine channels;
  private final List<SyscallLoop> loops;

  private SyscallEngine(ChannelEngine channels, List<SyscallLoop> loops) {
    this.channels = channels;
    this.loops = loops;
  }

  /**
   * An engine on the loops of another one, which it owns from then on.
   *
   * @param channels runs on epoll
   */
  public static SyscallEngine on(ChannelEngine channels) {
    return new SyscallEngine(
        channels, channels.channelLoops().stream().map(SyscallLoop::new).toList());
  }

  @Override
  public String name() {
    return "syscalls (epoll)";
  }

  @Override
  public int threads() {
    return loops.size();
  }

  @Override
  public List<Loop> loops() {
    return Stream.<Loop>concat(loops.stream(), channels.loops().stream()).toList();
  }

  @Override
  public Vertx vertx() {
    return channels.vertx();
  }

  @Override
  public Future<Listening> listen(SocketAddress address, Acceptor acceptor) {
    return channels
        .listen(address, acceptor)
        .map(bound -> new SyscallListening((ChannelListening) bound, loops, acceptor));
  }

  @Override
  public Resolver resolver(List<InetSocketAddress> nameServers) {
    return channels.resolver(nameServers);
  }

  @Override
  public Future<Void> close() {
    // The loops close what is registered with them; pipes are not.
    loops.forEach(loop -> loop.execute(loop.pipes()::close));
    return channels.close();
  }
}
