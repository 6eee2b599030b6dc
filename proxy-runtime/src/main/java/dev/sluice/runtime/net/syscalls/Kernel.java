package dev.sluice.runtime.net.syscalls;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.runtime.net.LoopbackCongestion;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * The system calls of Linux that the engine makes. Each returns what the kernel returns: a figure,
 * or the negative of an {@link Errno}. An instance belongs to one thread.
 *
 * <p>All go through libc's {@code syscall(2)}: one function handle of one shape is a hundredth of a
 * second of start-up, fifteen of them a tenth.
 */
final class Kernel {

  static final int AF_UNIX = 1;
  static final int AF_INET = 2;
  static final int AF_INET6 = 10;

  static final int SHUT_WR = 1;

  private static final int SOCK_STREAM = 1;
  private static final int NONBLOCK = 0x800;
  private static final int CLOEXEC = 0x80000;
  private static final int MSG_PEEK = 2;
  private static final int MSG_NOSIGNAL = 0x4000;
  private static final int SPLICE_F_MOVE_NONBLOCK = 3;
  private static final int SOL_SOCKET = 1;
  private static final int SO_ERROR = 4;
  private static final int SO_LINGER = 13;
  private static final int IPPROTO_TCP = 6;
  private static final int TCP_NODELAY = 1;
  private static final int TCP_CONGESTION = 13;
  private static final int F_DUPFD_CLOEXEC = 1030;
  private static final int F_SETPIPE_SZ = 1031;
  private static final int SIOCOUTQ = 0x5411;

  private static final StructLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final MethodHandle SYSCALL = link();
  private static final CallNumbers CALL = CallNumbers.ofThisMachine();

  private final MemorySegment state = Arena.global().allocate(STATE);

  /** For arguments and results that are passed by address: a socket address and its length. */
  private final MemorySegment argument = Arena.global().allocate(SocketAddresses.SIZE + 8, 8);

  private final MemorySegment unpaced =
      Arena.global().allocateFrom(LoopbackCongestion.UNPACED, StandardCharsets.US_ASCII);

  private final MemorySegment length = argument.asSlice(SocketAddresses.SIZE);

  @SuppressWarnings("restricted") // bin/proxy grants native access, and the probe notices if not
  private static MethodHandle link() {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(
        linker.defaultLookup().findOrThrow("syscall"),
        FunctionDescriptor.of(
            JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
        Linker.Option.firstVariadicArg(1),
        Linker.Option.captureCallState("errno"));
  }

  private long call(int number, long a, long b, long c, long d, long e, long f) {
    long result;
    try {
      result = (long) SYSCALL.invokeExact(state, (long) number, a, b, c, d, e, f);
    } catch (Throwable impossible) { // a C function throws nothing
      throw new AssertionError(impossible);
    }
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }

  /** The buffer in which {@link #accept} leaves an address, and others expect one. */
  MemorySegment address() {
    return argument;
  }

  /** Accepts a connection, non-blocking; the client's address is left in {@link #address()}. */
  int accept(int listening) {
    length.set(JAVA_INT, 0, SocketAddresses.SIZE);
    return (int)
        call(
            CALL.accept4(),
            listening,
            argument.address(),
            length.address(),
            NONBLOCK | CLOEXEC,
            0,
            0);
  }

  /** A non-blocking stream socket. */
  int socket(int family) {
    return (int) call(CALL.socket(), family, SOCK_STREAM | NONBLOCK | CLOEXEC, 0, 0, 0, 0);
  }

  /** Connects to what is in {@link #address()}, of that many bytes. */
  int connect(int fd, int addressLength) {
    return (int) call(CALL.connect(), fd, argument.address(), addressLength, 0, 0, 0);
  }

  long receive(int fd, long address, long bytes) {
    return call(CALL.recvfrom(), fd, address, bytes, 0, 0, 0);
  }

  /** Whether nothing waits to be received, neither bytes nor an end. */
  boolean silent(int fd) {
    return call(CALL.recvfrom(), fd, argument.address(), 1, MSG_PEEK, 0, 0) == -Errno.EAGAIN;
  }

  long send(int fd, long address, long bytes) {
    return call(CALL.sendto(), fd, address, bytes, MSG_NOSIGNAL, 0, 0);
  }

  long splice(int from, int to, long bytes) {
    return call(CALL.splice(), from, 0, to, 0, bytes, SPLICE_F_MOVE_NONBLOCK);
  }

  int shutdownOutput(int fd) {
    return (int) call(CALL.shutdown(), fd, SHUT_WR, 0, 0, 0, 0);
  }

  int close(int fd) {
    return (int) call(CALL.close(), fd, 0, 0, 0, 0, 0);
  }

  /** Another descriptor of the same socket. */
  int duplicate(int fd) {
    return (int) call(CALL.fcntl(), fd, F_DUPFD_CLOEXEC, 0, 0, 0, 0);
  }

  /** The address of our side is left in {@link #address()}. */
  int localAddress(int fd) {
    length.set(JAVA_INT, 0, SocketAddresses.SIZE);
    return (int) call(CALL.getsockname(), fd, argument.address(), length.address(), 0, 0, 0);
  }

  /** Takes the error that waits on a socket; 0 if there is none. */
  int takeError(int fd) {
    length.set(JAVA_INT, 0, 4);
    int result =
        (int)
            call(
                CALL.getsockopt(),
                fd,
                SOL_SOCKET,
                SO_ERROR,
                argument.address(),
                length.address(),
                0);
    return result < 0 ? -result : argument.get(JAVA_INT, 0);
  }

  /** Small segments are sent at once, without waiting for an acknowledgement of those before. */
  int noDelay(int fd) {
    argument.set(JAVA_INT, 0, 1);
    return (int) call(CALL.setsockopt(), fd, IPPROTO_TCP, TCP_NODELAY, argument.address(), 4, 0);
  }

  /** For a socket that is about to connect: see {@link LoopbackCongestion}. */
  int unpaced(int fd) {
    long size = unpaced.byteSize() - 1;
    return (int)
        call(CALL.setsockopt(), fd, IPPROTO_TCP, TCP_CONGESTION, unpaced.address(), size, 0);
  }

  /** Closing sends RST. */
  void lingerZero(int fd) {
    argument.set(JAVA_INT, 0, 1);
    argument.set(JAVA_INT, 4, 0);
    call(CALL.setsockopt(), fd, SOL_SOCKET, SO_LINGER, argument.address(), 8, 0);
  }

  /** How many bytes the peer has not acknowledged yet; negative if that cannot be told. */
  int unacknowledged(int fd) {
    int result = (int) call(CALL.ioctl(), fd, SIOCOUTQ, argument.address(), 0, 0, 0);
    return result < 0 ? result : argument.get(JAVA_INT, 0);
  }

  /**
   * A pipe, its two ends as the two halves of the result: where to read in the lower one.
   *
   * @return negative: it failed
   */
  long pipe() {
    long result = call(CALL.pipe2(), argument.address(), NONBLOCK | CLOEXEC, 0, 0, 0, 0);
    return result < 0
        ? result
        : argument.get(JAVA_INT, 0) | ((long) argument.get(JAVA_INT, 4) << 32);
  }

  /** Makes a pipe larger; returns its size, or negative if that is not allowed. */
  int pipeSize(int fd, int bytes) {
    return (int) call(CALL.fcntl(), fd, F_SETPIPE_SZ, bytes, 0, 0, 0);
  }
}
