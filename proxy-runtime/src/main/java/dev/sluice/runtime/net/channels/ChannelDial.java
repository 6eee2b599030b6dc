package dev.sluice.runtime.net.channels;

import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import java.io.IOException;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import org.jspecify.annotations.Nullable;

/** Connects a channel on the loop it was asked on. */
@SuppressWarnings("FutureReturnValueIgnored") // a channel that is given up is closed unheard
final class ChannelDial implements Dial {

  private final ChannelLoop loop;
  private final DialHandler handler;
  private @Nullable Channel channel;
  private boolean over;

  ChannelDial(ChannelLoop loop, DialHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  void start(SocketAddress address) {
    if (address instanceof UnixDomainSocketAddress unix) {
      connect(
          loop.vertx()
              .transport()
              .convert(
                  io.vertx.core.net.SocketAddress.domainSocketAddress(unix.getPath().toString())));
    } else {
      connect(address);
    }
  }

  private void connect(SocketAddress address) {
    Channel dialled;
    try {
      dialled = loop.newChannel(address);
    } catch (RuntimeException e) {
      // No descriptor left: Netty throws before there is a channel.
      failSoon(new IOException("no socket: " + rootMessage(e), e));
      return;
    }
    channel = dialled;
    loop.configureDialled(dialled);
    ChannelConnection connection = new ChannelConnection(loop, dialled);
    dialled.pipeline().addLast("connection", connection);
    ChannelFuture registered = loop.eventLoop().register(dialled);
    if (registered.isDone() && !registered.isSuccess()) {
      dialled.close();
      failSoon(ioException(registered.cause()));
      return;
    }
    dialled
        .connect(address)
        .addListener(done -> {
          if (done.isSuccess()) {
            succeed(connection);
          } else {
            dialled.close();
            failSoon(ioException(done.cause()));
          }
        });
  }

  private void succeed(ChannelConnection connection) {
    if (!over) {
      over = true;
      connection.open();
      handler.connected(connection, 0);
    }
  }

  /** Not before {@link ChannelLoop#dial} has returned, even if the kernel refuses at once. */
  private void failSoon(IOException cause) {
    loop.execute(() -> fail(cause));
  }

  private void fail(IOException cause) {
    if (!over) {
      over = true;
      handler.failed(cause);
    }
  }

  @Override
  public void cancel() {
    if (!over) {
      over = true;
      Channel dialled = channel;
      if (dialled != null) {
        dialled.close();
      }
    }
  }

  private static IOException ioException(@Nullable Throwable cause) {
    return cause instanceof IOException io ? io : new IOException(cause);
  }

  private static String rootMessage(Throwable error) {
    Throwable root = error;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }
}
