package dev.sluice.runtime.net.syscalls;

/** The numbers of system calls, which differ between processors. */
record CallNumbers(
    int accept4,
    int socket,
    int connect,
    int recvfrom,
    int sendto,
    int splice,
    int shutdown,
    int close,
    int fcntl,
    int getsockname,
    int getsockopt,
    int setsockopt,
    int ioctl,
    int pipe2) {

  // arch/x86/entry/syscalls/syscall_64.tbl
  private static final CallNumbers X86_64 =
      new CallNumbers(288, 41, 42, 45, 44, 275, 48, 3, 72, 51, 55, 54, 16, 293);

  // include/uapi/asm-generic/unistd.h
  private static final CallNumbers AARCH64 =
      new CallNumbers(242, 198, 203, 207, 206, 76, 210, 57, 25, 204, 209, 208, 29, 59);

  /**
   * Those of the processor we run on.
   *
   * @throws UnsupportedOperationException if they are not known
   */
  static CallNumbers ofThisMachine() {
    String processor = System.getProperty("os.arch", "");
    return switch (processor) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64" -> AARCH64;
      default -> throw new UnsupportedOperationException("processor " + processor);
    };
  }
}
