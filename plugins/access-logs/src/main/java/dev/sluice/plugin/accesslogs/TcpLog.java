package dev.sluice.plugin.accesslogs;

import dev.sluice.api.LogFormat;
import dev.sluice.api.session.SessionRecord;
import java.time.Duration;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * HAProxy's {@code option tcplog}:
 *
 * <pre>%ci:%cp [%t] %ft %b/%s %Tw/%Tc/%Tt %B %ts %ac/%fc/%bc/%sc/%rc %sq/%bq</pre>
 *
 * Programs that read HAProxy's logs read this one. As there, the frontend stands for a backend that
 * was not chosen, {@code <NOSRV>} for a server, -1 for a phase that was not reached, and {@code +}
 * before the number of retries says that another server was tried.
 *
 * <p>Behind all of that stands, on request, {@code id=77} and {@code why="sni:pump@gen3"}.
 */
final class TcpLog implements LogFormat {

  private final LogDate date;
  private final LineEnd end;

  TcpLog(ZoneId zone, LineEnd end) {
    this.date = new LogDate(zone);
    this.end = end;
  }

  @Override
  public void format(SessionRecord session, StringBuilder line) {
    AddressText.append(line, session.client().address());
    line.append(" [");
    date.append(line, session.accepted());
    line.append("] ");
    target(line, session);
    milliseconds(line.append(' '), session.queued());
    milliseconds(line.append('/'), session.connected());
    milliseconds(line.append('/'), session.total());
    line.append(' ').append(session.bytesToClient());
    line.append(' ').append(session.termination().cause()).append(session.termination().phase());
    counters(line, session);
    end.append(line, session);
  }

  /** Frontend, backend and server. */
  static void target(StringBuilder line, SessionRecord session) {
    String frontend = session.client().frontend();
    String backend = session.backend();
    String server = session.server();
    Escape.word(line, frontend);
    Escape.word(line.append(' '), backend == null ? frontend : backend);
    line.append('/');
    if (server == null) {
      line.append("<NOSRV>");
    } else {
      Escape.word(line, server);
    }
  }

  static void counters(StringBuilder line, SessionRecord session) {
    line.append(' ').append(session.processSessions());
    line.append('/').append(session.frontendSessions());
    line.append('/').append(session.backendSessions());
    line.append('/').append(session.serverSessions());
    line.append(session.redispatched() ? "/+" : "/").append(session.retries());
    line.append(' ').append(session.serverQueue()).append('/').append(session.backendQueue());
  }

  static void milliseconds(StringBuilder line, @Nullable Duration duration) {
    line.append(duration == null ? -1 : duration.toMillis());
  }
}
