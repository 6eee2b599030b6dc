package dev.sluice.runtime.session;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestRecord;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Route;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is left of a session, or of a request. */
public record EndedSession(
    long id,
    Client client,
    Instant accepted,
    long generation,
    @Nullable String backend,
    @Nullable String server,
    @Nullable String route,
    @Nullable String host,
    @Nullable Duration queued,
    @Nullable Duration connected,
    Duration total,
    long bytesFromClient,
    long bytesToClient,
    Termination termination,
    int processSessions,
    int frontendSessions,
    int backendSessions,
    int serverSessions,
    int retries,
    boolean redispatched,
    int serverQueue,
    int backendQueue,
    String why,
    @Nullable RequestRecord request)
    implements SessionRecord {

  /**
   * Where it went and by which rule, or why it went nowhere, and under which generation.
   *
   * @param route null if it went nowhere
   * @param reason why it ended early; empty if it did not
   */
  public static String why(@Nullable Route route, String reason, Frontend frontend) {
    String verdict = route == null ? reason : route.shortForm();
    String failure = route == null || reason.isEmpty() ? "" : " " + reason;
    return verdict + "@gen" + frontend.generation() + failure;
  }
}
