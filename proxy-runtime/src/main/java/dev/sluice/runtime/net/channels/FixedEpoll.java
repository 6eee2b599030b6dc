package dev.sluice.runtime.net.channels;

import io.netty.channel.IoEvent;
import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import io.netty.util.concurrent.ThreadAwareExecutor;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Netty's epoll handler, with one defect cured and fewer system calls.
 *
 * <p>The defect: since 4.2.13 a registration whose interest becomes empty is deleted from epoll but
 * still taken for added, so the next interest is a modification, which fails with ENOENT and shuts
 * the channel's output. It hits a channel that has received FIN and must wait until it can write
 * again: the rest of a large answer to a slow reader was lost. Here an empty interest becomes
 * {@code EPOLLET} alone: the descriptor stays in epoll.
 *
 * <p>The system calls: Netty tells epoll of every change of interest, ten times in a short session.
 * Here a smaller interest is told only when an event comes that is no longer wanted, and a larger
 * one only if it is not already in place. Readiness stays level-triggered, so nothing is missed.
 */
final class FixedEpoll implements IoHandler {

  private final IoHandler handler;
  private final Blocking blocking = new Blocking();
  private @Nullable Runnable afterEvents;
  private long turn;

  private FixedEpoll(IoHandler handler) {
    this.handler = handler;
  }

  /**
   * Makes handlers like another factory's, and tells of each.
   *
   * @param made gets the event loop and its handler
   */
  static IoHandlerFactory factory(
      IoHandlerFactory factory, BiConsumer<ThreadAwareExecutor, FixedEpoll> made) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        FixedEpoll fixed = new FixedEpoll(factory.newHandler(executor));
        made.accept(executor, fixed);
        return fixed;
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    Interest interest = new Interest((EpollIoHandle) handle);
    interest.registration = handler.register(interest);
    return interest;
  }

  /** Adds a descriptor that is no channel's: what it asks for goes to epoll as it is. */
  IoRegistration registerPlain(EpollIoHandle handle) throws Exception {
    return handler.register(handle);
  }

  /**
   * Runs something behind the events of this turn, or, if they are over, behind those of the next
   * one, which then waits for none. Unlike a task it lets events in between. Must not throw.
   */
  void afterEvents(Runnable work) {
    afterEvents = work;
  }

  /** Counts the batches of events that were asked for. */
  long turn() {
    return turn;
  }

  @Override
  public void initialize() {
    handler.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    turn++;
    blocking.context = context;
    int handled = handler.run(blocking);
    Runnable work = afterEvents;
    if (work != null) {
      afterEvents = null;
      work.run();
    }
    return handled;
  }

  @Override
  public void prepareToDestroy() {
    handler.prepareToDestroy();
  }

  @Override
  public void destroy() {
    handler.destroy();
  }

  @Override
  public void wakeup() {
    handler.wakeup();
  }

  @Override
  public boolean isCompatible(Class<? extends IoHandle> type) {
    return handler.isCompatible(type);
  }

  /** One descriptor in epoll: what its channel wants to know, and what epoll was told. */
  @SuppressWarnings("try") // Netty's close() may throw anything
  private static final class Interest implements IoRegistration, EpollIoHandle {

    private static final int EPOLLHUP = 0x10;

    /** Reported whether asked for or not. */
    private static final int ALWAYS = EpollIoOps.EPOLLERR.value() | EPOLLHUP;

    private final EpollIoHandle handle;
    private IoRegistration registration;
    private int wanted;
    private int told;

    @SuppressWarnings("NullAway.Init") // set by register, before anything can be called
    Interest(EpollIoHandle handle) {
      this.handle = handle;
    }

    @Override
    public long submit(IoOps ops) {
      wanted = ((EpollIoOps) ops).value();
      if ((wanted & ~told) != 0) {
        tell();
      }
      return wanted;
    }

    private void tell() {
      told = wanted;
      registration.submit(told == 0 ? EpollIoOps.EPOLLET : EpollIoOps.valueOf(told));
    }

    @Override
    public void handle(IoRegistration ignored, IoEvent event) {
      int ready = ((EpollIoEvent) event).ops().value();
      int useful = ready & (wanted | ALWAYS);
      if (useful != ready) {
        tell();
      }
      if (useful == ready) {
        handle.handle(this, event);
      } else if (useful != 0) {
        handle.handle(this, new Part(EpollIoOps.valueOf(useful)));
      }
    }

    @Override
    public FileDescriptor fd() {
      return handle.fd();
    }

    @Override
    public void close() throws Exception {
      handle.close();
    }

    @Override
    public void registered() {
      handle.registered();
    }

    @Override
    public void unregistered() {
      handle.unregistered();
    }

    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals") // Netty's signature
    public <T> T attachment() {
      return registration.attachment();
    }

    @Override
    public boolean isValid() {
      return registration.isValid();
    }

    @Override
    public boolean cancel() {
      return registration.cancel();
    }
  }

  /** The part of an event that its channel wants. */
  private record Part(EpollIoOps ops) implements EpollIoEvent {}

  /** Whether epoll may wait: not if there is something to do behind the events. */
  @SuppressWarnings("NullAway.Init") // set before it is used
  private final class Blocking implements IoHandlerContext {

    private IoHandlerContext context;

    @Override
    public boolean canBlock() {
      return afterEvents == null && context.canBlock();
    }

    @Override
    public long delayNanos(long currentTimeNanos) {
      return context.delayNanos(currentTimeNanos);
    }

    @Override
    public long deadlineNanos() {
      return context.deadlineNanos();
    }

    @Override
    public void reportActiveIoTime(long activeNanos) {
      context.reportActiveIoTime(activeNanos);
    }

    @Override
    public boolean shouldReportActiveIoTime() {
      return context.shouldReportActiveIoTime();
    }
  }
}
