package dev.sluice.plugin.accesslogs;

import dev.sluice.api.LogFormat;
import dev.sluice.api.session.RequestRecord;
import dev.sluice.api.session.SessionRecord;
import java.time.ZoneId;

/**
 * HAProxy's {@code option httplog}:
 *
 * <pre>%ci:%cp [%tr] %ft %b/%s %TR/%Tw/%Tc/%Tr/%Ta %ST %B %CC %CS %tsc %ac/%fc/%bc/%sc/%rc %sq/%bq
 * %{+Q}r</pre>
 *
 * Cookies are not captured, so {@code %CC %CS} are {@code - -}. A request that could not be read is
 * {@code <BADREQ>}. What is no request at all, a session in TCP mode, is written as {@link TcpLog}
 * writes it.
 */
final class HttpLog implements LogFormat {

  private final LogDate date;
  private final TcpLog tcp;
  private final LineEnd end;

  HttpLog(ZoneId zone, LineEnd end) {
    this.date = new LogDate(zone);
    this.tcp = new TcpLog(zone, end);
    this.end = end;
  }

  @Override
  public void format(SessionRecord session, StringBuilder line) {
    RequestRecord request = session.request();
    if (request == null) {
      tcp.format(session, line);
      return;
    }
    AddressText.append(line, session.client().address());
    line.append(" [");
    date.append(line, request.began());
    line.append("] ");
    TcpLog.target(line, session);
    TcpLog.milliseconds(line.append(' '), request.headTime());
    TcpLog.milliseconds(line.append('/'), session.queued());
    TcpLog.milliseconds(line.append('/'), session.connected());
    TcpLog.milliseconds(line.append('/'), request.responseTime());
    TcpLog.milliseconds(line.append('/'), request.activeTime());
    line.append(' ').append(request.status());
    line.append(' ').append(session.bytesToClient());
    line.append(" - - ").append(session.termination().cause());
    line.append(session.termination().phase());
    line.append(request.clientCookie()).append(request.serverCookie());
    TcpLog.counters(line, session);
    String head = request.line();
    Escape.quoted(line.append(' '), head == null ? "<BADREQ>" : head);
    end.append(line, session);
  }
}
