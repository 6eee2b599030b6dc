package dev.sluice.runtime.net.syscalls;

/** Two ends of a pipe: bytes go from socket to socket through it without being copied. */
final class Pipe {

  private final Kernel kernel;
  private final int readEnd;
  private final int writeEnd;
  private final int capacity;
  private long held;

  Pipe(Kernel kernel, int readEnd, int writeEnd, int capacity) {
    this.kernel = kernel;
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
    this.capacity = capacity;
  }

  /** How many bytes are in it. */
  long held() {
    return held;
  }

  /** How many bytes it can hold; fewer, if they come in small segments. */
  int capacity() {
    return capacity;
  }

  /** Takes bytes out of a socket; the result is that of splice(2). */
  long fill(int socket, long bytes) {
    long n = kernel.splice(socket, writeEnd, bytes);
    if (n > 0) {
      held += n;
    }
    return n;
  }

  /** Gives bytes to a socket; the result is that of splice(2). */
  long drain(int socket) {
    long n = kernel.splice(readEnd, socket, held);
    if (n > 0) {
      held -= n;
    }
    return n;
  }

  void close() {
    kernel.close(readEnd);
    kernel.close(writeEnd);
  }
}
