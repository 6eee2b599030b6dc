package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Acceptor;
import dev.sluice.runtime.net.Timer;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One loop's share in a listening socket: a duplicate of its descriptor in the loop's epoll. It is
 * level-triggered and exclusive, so that the kernel wakes one loop for a new connection, one that
 * waits. That loop keeps it, as long as no other one has clearly fewer. Confined to the loop's
 * thread.
 */
final class Accepting implements SyscallSocket.Owner {

  private static final Logger log = LoggerFactory.getLogger(Accepting.class);

  /** How many it takes at once; the rest may go to loops that wait. */
  private static final int ACCEPTS_A_TURN = 16;

  /** How long it waits for descriptors or memory before it tries again. */
  private static final long PAUSE_NANOS = 100_000_000L;

  /**
   * How many clients more than another loop one may have, besides an eighth, before it hands new
   * ones over. The kernel wakes the loop that went to sleep last, which may get all that stay.
   */
  private static final int SLACK = 2;

  private final SyscallLoop loop;
  private final List<Accepting> all;
  private final Acceptor acceptor;
  private final @Nullable SocketAddress local;
  private final Timer again;
  private @Nullable SyscallSocket socket;
  private boolean wanted;

  /**
   * Does not accept yet.
   *
   * @param all those of the same socket on all loops, with this one
   * @param local the address of our side; null if it differs from client to client
   */
  Accepting(
      SyscallLoop loop, List<Accepting> all, Acceptor acceptor, @Nullable SocketAddress local) {
    this.loop = loop;
    this.all = all;
    this.acceptor = acceptor;
    this.local = local;
    this.again = loop.timer(this::update);
  }

  SyscallLoop loop() {
    return loop;
  }

  /** Gets its own descriptor of a listening socket. */
  void open(int listening) {
    int fd = loop.kernel().duplicate(listening);
    if (fd < 0) {
      throw new IllegalStateException("listening socket: " + Errno.text(-fd));
    }
    // What is accepted inherits it, at no call.
    loop.kernel().noDelay(fd);
    socket = new SyscallSocket(loop, fd, this);
  }

  void accept(boolean now) {
    wanted = now;
    again.cancel();
    update();
  }

  private void update() {
    SyscallSocket current = socket;
    if (current != null) {
      if (wanted) {
        current.interest(SyscallSocket.ACCEPTS);
      } else {
        current.forget();
      }
    }
  }

  @Override
  public void ready(int events) {
    SyscallSocket current = socket;
    for (int i = 0; i < ACCEPTS_A_TURN && wanted && current != null; i++) {
      int fd = loop.kernel().accept(current.intValue());
      if (fd >= 0) {
        accepted(fd);
      } else if (Errno.exhausted(-fd)) {
        pause(current, -fd);
        return;
      } else if (fd == -Errno.EAGAIN) {
        return;
      }
      // Else this one was gone before it was accepted.
    }
  }

  private void accepted(int fd) {
    try {
      SocketAddress remote = SocketAddresses.read(loop.kernel().address());
      Accepting emptiest = emptiest();
      if (emptiest == this) {
        begin(fd, remote);
      } else {
        emptiest.loop.execute(() -> emptiest.begin(fd, remote));
      }
    } catch (RejectedExecutionException e) {
      // The proxy stops.
      loop.kernel().close(fd);
    } catch (RuntimeException e) {
      log.error("internal error, the connection is closed", e);
      loop.kernel().close(fd);
    }
  }

  /** Where a new client goes: here, unless another loop has clearly fewer. */
  private Accepting emptiest() {
    Accepting emptiest = this;
    int fewest = loop.clients();
    for (Accepting other : all) {
      int clients = other.loop.clients();
      if (clients < fewest) {
        fewest = clients;
        emptiest = other;
      }
    }
    return loop.clients() - fewest > SLACK + fewest / 8 ? emptiest : this;
  }

  private void begin(int fd, SocketAddress remote) {
    SyscallSocket accepted = new SyscallSocket(loop, fd, Accepting::ignore);
    SyscallConnection connection = null;
    try {
      connection = SyscallConnection.accepted(loop, accepted, remote, local);
      accepted.interest(SyscallSocket.READS);
      acceptor.accepted(connection);
    } catch (Throwable e) {
      log.error("internal error, the connection is closed", e);
      if (connection == null) {
        accepted.discard();
      } else {
        connection.reset();
      }
    }
  }

  private static void ignore(int events) {}

  /** The kernel's backlog holds new connections meanwhile. */
  private void pause(SyscallSocket current, int errno) {
    log.warn("accepting pauses: {}", Errno.text(errno));
    current.forget();
    again.start(PAUSE_NANOS);
  }

  void close() {
    wanted = false;
    again.cancel();
    SyscallSocket current = socket;
    if (current != null) {
      socket = null;
      // Others have the same socket open, so the kernel would not take it out of epoll.
      current.forget();
      current.discard();
    }
  }
}
