package dev.sluice.runtime.http;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The reason phrases of the statuses that the proxy itself answers with (RFC 9110 section 15). */
public final class Phrases {

  private static final Map<Integer, String> PHRASES =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry(200, "OK"),
              Map.entry(301, "Moved Permanently"),
              Map.entry(302, "Found"),
              Map.entry(303, "See Other"),
              Map.entry(307, "Temporary Redirect"),
              Map.entry(308, "Permanent Redirect"),
              Map.entry(400, "Bad Request"),
              Map.entry(401, "Unauthorized"),
              Map.entry(403, "Forbidden"),
              Map.entry(404, "Not Found"),
              Map.entry(405, "Method Not Allowed"),
              Map.entry(408, "Request Timeout"),
              Map.entry(410, "Gone"),
              Map.entry(413, "Content Too Large"),
              Map.entry(414, "URI Too Long"),
              Map.entry(417, "Expectation Failed"),
              Map.entry(421, "Misdirected Request"),
              Map.entry(425, "Too Early"),
              Map.entry(429, "Too Many Requests"),
              Map.entry(431, "Request Header Fields Too Large"),
              Map.entry(500, "Internal Server Error"),
              Map.entry(501, "Not Implemented"),
              Map.entry(502, "Bad Gateway"),
              Map.entry(503, "Service Unavailable"),
              Map.entry(504, "Gateway Timeout"),
              Map.entry(505, "HTTP Version Not Supported")));

  private static final int FIRST_ERROR = 400;

  private Phrases() {}

  /** The phrase of a status; of one that is not known, a word that says nothing. */
  public static String of(int status) {
    return PHRASES.getOrDefault(status, "Refused");
  }

  /** The statuses of errors, in order. */
  public static Set<Integer> errors() {
    Set<Integer> errors = new TreeSet<>(PHRASES.keySet());
    errors.removeIf(status -> status < FIRST_ERROR);
    return errors;
  }
}
