package dev.sluice.runtime.net.syscalls;

import io.netty.channel.IoEvent;
import io.netty.channel.IoRegistration;
import io.netty.channel.epoll.EpollIoEvent;
import io.netty.channel.epoll.EpollIoHandle;
import io.netty.channel.epoll.EpollIoOps;
import io.netty.channel.unix.FileDescriptor;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A socket in the epoll instance of its loop: one descriptor, one object. */
final class SyscallSocket extends FileDescriptor implements EpollIoHandle {

  static final int IN = 1;
  static final int OUT = 4;
  static final int ERR = 8;
  static final int HUP = 0x10;
  static final int RDHUP = 0x2000;
  private static final int EXCLUSIVE = 1 << 28;
  private static final int EDGE = 1 << 31;

  /** Tells once of each change for the better, so it is told to epoll once. */
  static final EpollIoOps READS = EpollIoOps.valueOf(IN | RDHUP | EDGE);

  static final EpollIoOps READS_AND_WRITES = EpollIoOps.valueOf(IN | OUT | RDHUP | EDGE);

  /** One of the loops that share a listening socket is told, not all. */
  static final EpollIoOps ACCEPTS = EpollIoOps.valueOf(IN | EXCLUSIVE);

  /** Who is told what epoll tells. */
  interface Owner {
    /** Some of {@link #IN}, {@link #OUT}, {@link #ERR}, {@link #HUP}, {@link #RDHUP}. */
    void ready(int events);
  }

  private final SyscallLoop loop;
  private final long born;
  private Owner owner;
  private @Nullable IoRegistration registration;
  private @Nullable EpollIoOps told;

  SyscallSocket(SyscallLoop loop, int fd, Owner owner) {
    super(fd);
    this.loop = loop;
    this.born = loop.turn();
    this.owner = owner;
  }

  void owner(Owner next) {
    owner = next;
  }

  /** Tells epoll what is wanted, if it does not know. */
  @SuppressWarnings("ReferenceEquality") // one of the constants above
  void interest(EpollIoOps wanted) {
    if (told == wanted) {
      return;
    }
    told = wanted;
    IoRegistration current = registration;
    try {
      if (current == null) {
        current = loop.register(this);
        registration = current;
      }
      current.submit(wanted);
    } catch (IOException | RuntimeException e) {
      // Out of memory, or of watches (fs.epoll.max_user_watches).
      throw new IllegalStateException("epoll: " + e.getMessage(), e);
    }
  }

  @Override
  public void handle(IoRegistration from, IoEvent event) {
    // An event of the turn in which the descriptor was made is meant for another one that was
    // closed in this turn and had the same number.
    if (loop.turn() != born && isOpen()) {
      owner.ready(((EpollIoEvent) event).ops().value());
    }
  }

  /** Not in epoll any more; the descriptor stays open. */
  void forget() {
    IoRegistration current = registration;
    if (current != null) {
      registration = null;
      told = null;
      current.cancel();
    }
  }

  /** Closes it. As this is its only descriptor, the kernel takes it out of epoll by itself. */
  void discard() {
    try {
      close();
    } catch (IOException e) {
      // The descriptor is gone in any case.
    }
    forget();
  }

  @Override
  public SyscallSocket fd() {
    return this;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
