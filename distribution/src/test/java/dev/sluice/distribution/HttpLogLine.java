package dev.sluice.distribution;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What two proxies should agree on of a request, read from a line in HAProxy's httplog format.
 *
 * @param to backend and server: {@code app/s1}
 * @param phases which times there are, {@code TR/Tw/Tc/Tr/Ta}: {@code 0/0/-1/-1/0} ends while
 *     connecting
 * @param status what the client got, or would have
 * @param bytes sent to the client
 * @param state how it ended, and two letters about cookies: {@code ----}
 * @param counts sessions of the backend and the server; not those of the frontend, among which the
 *     one before may still be, as it is logged before it is closed
 * @param retries with {@code +} if another server was tried
 * @param queues before it in that of the server and of the backend
 * @param request its first line
 */
record HttpLogLine(
    String to,
    String phases,
    int status,
    long bytes,
    String state,
    String counts,
    String retries,
    String queues,
    String request) {

  private static final Pattern FORMAT =
      Pattern.compile(
          "[^ ]+:\\d+ \\[[^]]+] [^ ]+ (?<to>[^ ]+/[^ ]+)"
              + " (?<phases>-?\\d+/-?\\d+/-?\\d+/-?\\d+/\\d+) (?<status>-?\\d+) (?<bytes>\\d+)"
              + " - - (?<state>[^ ]{4}) \\d+/\\d+/(?<counts>\\d+/\\d+)/(?<retries>\\+?\\d+)"
              + " (?<queues>\\d+/\\d+) \"(?<request>.*)\"");

  static HttpLogLine of(String line) {
    Matcher fields = FORMAT.matcher(line);
    if (!fields.matches()) {
      throw new IllegalArgumentException("not in the httplog format: " + line);
    }
    return new HttpLogLine(
        fields.group("to"),
        fields.group("phases").replaceAll("\\b(?<!-)\\d+", "0"),
        Integer.parseInt(fields.group("status")),
        Long.parseLong(fields.group("bytes")),
        fields.group("state"),
        fields.group("counts"),
        fields.group("retries"),
        fields.group("queues"),
        fields.group("request"));
  }

  /** How it ended, and with what status: {@code "---- 200"}. */
  String ending() {
    return state + " " + status;
  }

  /**
   * The same without what both count differently: HAProxy what a head takes in its memory, and
   * nothing of the page for who has sent no request.
   */
  HttpLogLine comparable() {
    long any = request.equals("<BADREQ>") ? 0 : Long.signum(bytes);
    return new HttpLogLine(to, phases, status, any, state, counts, retries, queues, request);
  }
}
