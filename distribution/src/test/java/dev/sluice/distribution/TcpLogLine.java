package dev.sluice.distribution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What two proxies should agree on of a session, read from a line in HAProxy's tcplog format.
 *
 * @param to backend and server: {@code app/s1}
 * @param phases which of queueing and connecting were reached: {@code 0/-1} has the first
 * @param bytes from the server to the client
 * @param state how it ended: {@code --}
 * @param counts sessions of the backend and the server; not those of the frontend, among which the
 *     one before may still be, as it is logged before it is closed
 * @param retries with {@code +} if another server was tried
 */
record TcpLogLine(
    String frontend,
    String to,
    String phases,
    long bytes,
    String state,
    String counts,
    String retries) {

  private static final Pattern FORMAT =
      Pattern.compile(
          "[^ ]+:\\d+ \\[[^]]+] (?<frontend>[^ ]+) (?<to>[^ ]+/[^ ]+)"
              + " (?<queue>-?\\d+)/(?<connect>-?\\d+)/\\d+ (?<bytes>\\d+) (?<state>[^ ]{2})"
              + " \\d+/\\d+/(?<counts>\\d+/\\d+)/(?<retries>\\+?\\d+) \\d+/\\d+");

  static TcpLogLine of(String line) {
    Matcher fields = FORMAT.matcher(line);
    if (!fields.matches()) {
      throw new IllegalArgumentException("not in the tcplog format: " + line);
    }
    String phases = reached(fields.group("queue")) + "/" + reached(fields.group("connect"));
    return new TcpLogLine(
        fields.group("frontend"),
        fields.group("to"),
        phases,
        Long.parseLong(fields.group("bytes")),
        fields.group("state"),
        fields.group("counts"),
        fields.group("retries"));
  }

  private static String reached(String milliseconds) {
    return milliseconds.equals("-1") ? "-1" : "0";
  }
}
