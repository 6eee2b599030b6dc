package dev.sluice.plugin.accesslogs;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.Termination;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A session that ended, with what a log line shows. */
record EndedSession(
    SocketAddress address,
    String frontend,
    Instant accepted,
    @Nullable String backend,
    @Nullable String server,
    @Nullable Duration queued,
    @Nullable Duration connected,
    Duration total,
    long bytesToClient,
    Termination termination,
    int retries,
    boolean redispatched,
    String why)
    implements SessionRecord {

  /** One that says nothing about why. */
  EndedSession(
      SocketAddress address,
      String frontend,
      Instant accepted,
      @Nullable String backend,
      @Nullable String server,
      @Nullable Duration queued,
      @Nullable Duration connected,
      Duration total,
      long bytesToClient,
      Termination termination,
      int retries,
      boolean redispatched) {
    this(
        address,
        frontend,
        accepted,
        backend,
        server,
        queued,
        connected,
        total,
        bytesToClient,
        termination,
        retries,
        redispatched,
        "");
  }

  @Override
  public Client client() {
    return new Client() {
      @Override
      public SocketAddress address() {
        return address;
      }

      @Override
      public SocketAddress localAddress() {
        throw new AssertionError();
      }

      @Override
      public String frontend() {
        return frontend;
      }
    };
  }

  @Override
  public long id() {
    return 7;
  }

  @Override
  public long generation() {
    return 1;
  }

  @Override
  public @Nullable String route() {
    return null;
  }

  @Override
  public @Nullable String host() {
    return null;
  }

  @Override
  public long bytesFromClient() {
    return 0;
  }

  @Override
  public int processSessions() {
    return 5;
  }

  @Override
  public int frontendSessions() {
    return 4;
  }

  @Override
  public int backendSessions() {
    return 3;
  }

  @Override
  public int serverSessions() {
    return 2;
  }

  @Override
  public int serverQueue() {
    return 8;
  }

  @Override
  public int backendQueue() {
    return 9;
  }
}
