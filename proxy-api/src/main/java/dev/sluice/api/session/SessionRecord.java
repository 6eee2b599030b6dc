package dev.sluice.api.session;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A session that ended, for logs and counters. The names in brackets are those of HAProxy's log
 * format. A record is immutable and may be kept.
 */
public interface SessionRecord {

  /** A number no other session of this process has. */
  long id();

  /** The client. [ci, cp, ft] */
  Client client();

  /** When the connection was accepted. [t] */
  Instant accepted();

  /** The number of the configuration the session was opened under. */
  long generation();

  /** The backend that was chosen; null if none was. [b] */
  @Nullable String backend();

  /** The server that was tried last; null if none was. [s] */
  @Nullable String server();

  /** The route that chose the backend; null for the default backend or a route without name. */
  @Nullable String route();

  /** The name the client asked for, by SNI or Host; null if it named none or was not asked. */
  @Nullable String host();

  /**
   * How long it took from accepting until the server that was tried last was picked: inspecting,
   * filters, queues, and servers that were tried before it; null if none was picked. [Tw]
   */
  @Nullable Duration queued();

  /**
   * How long it took from there to the connection, with the further attempts at this server and the
   * pauses before them; null if it did not succeed. [Tc]
   */
  @Nullable Duration connected();

  /** From accepting to the end of both connections. [Tt] */
  Duration total();

  /** Bytes received from the client. [U] */
  long bytesFromClient();

  /** Bytes sent to the client. [B] */
  long bytesToClient();

  /** How it ended. [ts] */
  Termination termination();

  /** Sessions of the process when this one ended, itself included. [ac] */
  int processSessions();

  /** Sessions of the frontend when this one ended, itself included. [fc] */
  int frontendSessions();

  /** Sessions of the backend once this one had ended; 0 without backend. [bc] */
  int backendSessions();

  /** Sessions of the server once this one had ended; 0 without server. [sc] */
  int serverSessions();

  /** How many further attempts to connect were made. [rc] */
  int retries();

  /** Whether a further attempt went to another server (the log's {@code +}). [rc] */
  boolean redispatched();

  /** How many sessions it had before it in the queue of its server. [sq] */
  default int serverQueue() {
    return 0;
  }

  /** How many sessions it had before it in the queue of its backend. [bq] */
  default int backendQueue() {
    return 0;
  }

  /** The request this is about, in HTTP mode; null if it is about a whole connection. */
  default @Nullable RequestRecord request() {
    return null;
  }

  /** Why the session went where it went, in short form: {@code sni:pump@gen3}. */
  String why();
}
