package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Dial;
import dev.sluice.runtime.net.DialHandler;
import dev.sluice.runtime.net.LoopbackCongestion;
import io.netty.channel.epoll.EpollIoOps;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Connects a socket. To a server nearby the connection stands as soon as connect(2) has returned,
 * which shows when the first bytes can be sent: then no event has to be waited for.
 */
final class SyscallDial implements Dial, SyscallSocket.Owner {

  private final SyscallLoop loop;
  private final DialHandler handler;
  private @Nullable SyscallSocket socket;
  private @Nullable SocketAddress address;
  private boolean over;

  SyscallDial(SyscallLoop loop, DialHandler handler) {
    this.loop = loop;
    this.handler = handler;
  }

  void start(SocketAddress target) {
    Kernel kernel = loop.kernel();
    int fd = kernel.socket(SocketAddresses.family(target));
    if (fd < 0) {
      failSoon(Errno.exception("no socket", -fd));
      return;
    }
    SyscallSocket made = new SyscallSocket(loop, fd, this);
    socket = made;
    address = target;
    if (LoopbackCongestion.unpaced(target)) {
      // If the kernel refuses, the connection is as good as ever.
      kernel.unpaced(fd);
    }
    int result;
    try {
      result = kernel.connect(fd, SocketAddresses.write(target, kernel.address()));
    } catch (IOException e) {
      giveUp(e);
      return;
    }
    if (result == 0) {
      if (watched(made, SyscallSocket.READS)) {
        succeed(0);
      }
    } else if (result == -Errno.EINPROGRESS) {
      open(made);
    } else {
      giveUp(Errno.exception("connect", -result));
    }
  }

  /** Sends the first bytes if the connection stands already. */
  private void open(SyscallSocket made) {
    ByteBuffer first = handler.opening();
    long n = -Errno.EAGAIN;
    if (first.hasRemaining() && first.isDirect()) {
      n = loop.kernel().send(made.intValue(), loop.address(first), first.remaining());
    }
    if (n >= 0) {
      if (watched(made, SyscallSocket.READS)) {
        succeed((int) n);
      }
    } else if (n == -Errno.EAGAIN) {
      watched(made, SyscallSocket.READS_AND_WRITES);
    } else {
      giveUp(Errno.exception("connect", (int) -n));
    }
  }

  /** Whether epoll takes it; if not, the attempt has failed. */
  private boolean watched(SyscallSocket made, EpollIoOps interest) {
    try {
      made.interest(interest);
      return true;
    } catch (IllegalStateException e) {
      giveUp(new IOException(e.getMessage(), e));
      return false;
    }
  }

  @Override
  public void ready(int events) {
    SyscallSocket made = socket;
    if (over || made == null) {
      return;
    }
    int errno = 0;
    if ((events & (SyscallSocket.ERR | SyscallSocket.HUP)) != 0) {
      errno = loop.kernel().takeError(made.intValue());
    }
    if (errno != 0) {
      made.discard();
      fail(Errno.exception("connect", errno));
    } else if ((events & SyscallSocket.OUT) != 0) {
      SyscallConnection connection = connection(0);
      try {
        handler.connected(connection, 0);
        // What came with this event does not come again.
        connection.ready(events & ~SyscallSocket.OUT);
      } catch (Throwable e) {
        loop.fault(connection, e);
      }
    }
  }

  private void succeed(int opened) {
    handler.connected(connection(opened), opened);
  }

  private SyscallConnection connection(int opened) {
    SyscallSocket made = socket;
    SocketAddress remote = address;
    if (made == null || remote == null) {
      throw new IllegalStateException("connected without a socket");
    }
    over = true;
    return SyscallConnection.dialled(loop, made, remote, opened);
  }

  private void giveUp(IOException cause) {
    SyscallSocket made = socket;
    if (made != null) {
      made.discard();
    }
    failSoon(cause);
  }

  /** Not before {@link SyscallLoop#dial} has returned, even if the kernel refuses at once. */
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
      SyscallSocket made = socket;
      if (made != null) {
        made.discard();
      }
    }
  }
}
