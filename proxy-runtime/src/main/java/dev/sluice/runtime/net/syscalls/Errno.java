package dev.sluice.runtime.net.syscalls;

import java.io.IOException;

/** Error numbers of Linux, the same on all processors we know, and their words. */
final class Errno {

  static final int EPERM = 1;
  static final int EINTR = 4;
  static final int EAGAIN = 11;
  static final int EINVAL = 22;
  static final int ENOSYS = 38;
  static final int EMFILE = 24;
  static final int ENFILE = 23;
  static final int ENOMEM = 12;
  static final int ENOBUFS = 105;
  static final int EINPROGRESS = 115;

  private Errno() {}

  /** What is too scarce for a moment, and may be there again later. */
  static boolean exhausted(int errno) {
    return errno == EMFILE || errno == ENFILE || errno == ENOMEM || errno == ENOBUFS;
  }

  /** The kernel, or what guards it, does not do this at all. */
  static boolean unsupported(int errno) {
    return errno == EINVAL || errno == ENOSYS || errno == EPERM;
  }

  /** An exception without a stack trace: a reset by a peer says nothing about our code. */
  static IOException exception(String call, int errno) {
    return new KernelException(call + ": " + text(errno));
  }

  static String text(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted";
      case 2 -> "no such file or directory";
      case EAGAIN -> "resource temporarily unavailable";
      case ENOMEM -> "out of memory";
      case 13 -> "permission denied";
      case EINVAL -> "invalid argument";
      case ENFILE -> "too many open files in the system";
      case EMFILE -> "too many open files (see ulimit -n)";
      case 32 -> "broken pipe";
      case ENOSYS -> "function not implemented";
      case 97 -> "address family not supported";
      case 98 -> "address already in use";
      case 99 -> "cannot assign requested address (no free local port, or no such address)";
      case 101 -> "network is unreachable";
      case 103 -> "connection aborted";
      case 104 -> "connection reset by peer";
      case ENOBUFS -> "no buffer space available";
      case 107 -> "not connected";
      case 110 -> "connection timed out";
      case 111 -> "connection refused";
      case 112 -> "host is down";
      case 113 -> "no route to host";
      default -> "error " + errno;
    };
  }

  private static final class KernelException extends IOException {

    private static final long serialVersionUID = 1L;

    KernelException(String message) {
      super(message);
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }
}
