package dev.sluice.runtime.net.syscalls;

import io.netty.channel.epoll.Epoll;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/**
 * Whether the engine works here: it takes Linux, epoll, access to native functions, a processor
 * whose call numbers are known, and a kernel, or a seccomp profile, that lets every call pass.
 */
public final class SyscallProbe {

  private SyscallProbe() {}

  /** Why it does not work, for people; null if it does. */
  public static @Nullable String obstacle() {
    if (!Epoll.isAvailable()) {
      return "there is no epoll";
    }
    try {
      return forbidden(new Kernel());
    } catch (IllegalCallerException e) {
      return "no native access (--enable-native-access=ALL-UNNAMED)";
    } catch (RuntimeException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return cause instanceof IllegalCallerException
          ? "no native access (--enable-native-access=ALL-UNNAMED)"
          : String.valueOf(cause.getMessage());
    }
  }

  /** Makes every call once, on a socket of its own that is connected to nothing. */
  private static @Nullable String forbidden(Kernel kernel) {
    int socket = kernel.socket(Kernel.AF_INET);
    if (socket < 0) {
      return "socket: " + Errno.text(-socket);
    }
    int copy = kernel.duplicate(socket);
    long pipe = kernel.pipe();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment bytes = arena.allocate(ValueLayout.JAVA_LONG);
      return first(
          refused("fcntl", copy),
          refused("pipe2", pipe),
          refused("accept4", kernel.accept(socket)),
          // To no address at all: EINVAL if it gets that far.
          refused("connect", kernel.connect(socket, 0)),
          refused("recvfrom", kernel.receive(socket, bytes.address(), 1)),
          refused("sendto", kernel.send(socket, bytes.address(), 1)),
          refused("splice", kernel.splice((int) pipe, socket, 1)),
          refused("shutdown", kernel.shutdownOutput(socket)),
          refused("getsockname", kernel.localAddress(socket)),
          refused("getsockopt", -kernel.takeError(socket)),
          refused("setsockopt", kernel.noDelay(socket)),
          refused("ioctl", kernel.unacknowledged(socket)));
    } finally {
      if (pipe >= 0) {
        kernel.close((int) pipe);
        kernel.close((int) (pipe >> 32));
      }
      if (copy >= 0) {
        kernel.close(copy);
      }
      kernel.close(socket);
    }
  }

  /** Seccomp answers EPERM, or as an old kernel does. */
  private static @Nullable String refused(String call, long result) {
    boolean refused = result == -Errno.EPERM || result == -Errno.ENOSYS;
    return refused ? call + ": " + Errno.text((int) -result) : null;
  }

  private static @Nullable String first(@Nullable String... refusals) {
    for (String refusal : refusals) {
      if (refusal != null) {
        return refusal;
      }
    }
    return null;
  }
}
