package dev.sluice.runtime.backend;

/** Attempts to connect that failed, without sessions that made them. */
public final class FailedAttempts {

  private FailedAttempts() {}

  /** So many at one server. */
  public static void make(ServerState server, int count) {
    for (int i = 0; i < count; i++) {
      server.connectionErrors().add("refused");
    }
  }
}
