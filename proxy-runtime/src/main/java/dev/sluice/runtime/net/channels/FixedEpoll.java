package dev.sluice.runtime.net.channels;

import io.netty.channel.IoHandle;
import io.netty.channel.IoHandler;
import io.netty.channel.IoHandlerContext;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.IoOps;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.util.concurrent.ThreadAwareExecutor;

/**
 * Netty's epoll handler, with one defect cured. Since 4.2.13 a registration whose interest becomes
 * empty is deleted from epoll but still taken for added, so the next interest is a modification,
 * which fails with ENOENT and shuts the channel's output. It hits a channel that has received FIN
 * and must wait until it can write again: the rest of a large answer to a slow reader was lost.
 * Here an empty interest becomes {@code EPOLLET} alone: the descriptor stays in epoll and reports
 * errors once.
 */
final class FixedEpoll implements IoHandler {

  private final IoHandler handler;

  private FixedEpoll(IoHandler handler) {
    this.handler = handler;
  }

  static IoHandlerFactory factory(IoHandlerFactory factory) {
    return new IoHandlerFactory() {
      @Override
      public IoHandler newHandler(ThreadAwareExecutor executor) {
        return new FixedEpoll(factory.newHandler(executor));
      }

      @Override
      public boolean isChangingThreadSupported() {
        return factory.isChangingThreadSupported();
      }
    };
  }

  @Override
  public IoRegistration register(IoHandle handle) throws Exception {
    return new Registration(handler.register(handle));
  }

  @Override
  public void initialize() {
    handler.initialize();
  }

  @Override
  public int run(IoHandlerContext context) {
    return handler.run(context);
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

  private static final class Registration implements IoRegistration {

    private final IoRegistration registration;
    private boolean added;

    Registration(IoRegistration registration) {
      this.registration = registration;
    }

    @Override
    public long submit(IoOps ops) {
      if (((EpollIoOps) ops).value() != 0) {
        added = true;
        return registration.submit(ops);
      }
      return added ? registration.submit(EpollIoOps.EPOLLET) : 0;
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
}
