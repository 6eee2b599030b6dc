package dev.sluice.plugin.health.http;

import com.google.re2j.Pattern;
import dev.sluice.plugin.health.probe.Dialogue;
import dev.sluice.plugin.health.probe.Shown;
import dev.sluice.plugin.health.probe.Verdict;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import org.jspecify.annotations.Nullable;

/** One request and its response, of which no more is kept than is looked at. */
final class HttpDialogue implements Dialogue {

  private static final int HEAD_LIMIT = 16 * 1024;
  private static final int BODY_LIMIT = 64 * 1024;
  private static final String BEGIN = "HTTP/1.";
  private static final java.util.regex.Pattern STATUS_LINE =
      java.util.regex.Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})(?: [^\\r\\n]*)?\\r?\\n");

  /** So often a body is searched as it comes; then only as it grows, as a server may drip. */
  private static final int SEARCHES = 64;

  private static final int GROWTH = 4096;

  private final HttpQuestion question;
  private final String fallback;
  private final StringBuilder head = new StringBuilder();
  private int interim;
  private int status;
  private @Nullable HttpBody body;

  /** Whether it has passed, and only what is left of the body is read. */
  private boolean found;

  private int searches;
  private int searched;

  /** One that names the server by this in the request, unless the question says how. */
  HttpDialogue(HttpQuestion question, String fallback) {
    this.question = question;
    this.fallback = fallback;
  }

  @Override
  public Buffer question() {
    return question.request(fallback);
  }

  @Override
  public @Nullable Verdict received(Buffer bytes) {
    HttpBody open = body;
    if (open != null) {
      open.add(bytes.getBytes());
      return body(open);
    }
    head.append(bytes.toString(StandardCharsets.ISO_8859_1));
    return head();
  }

  private @Nullable Verdict head() {
    int begin = Math.min(BEGIN.length(), head.length());
    if (!BEGIN.startsWith(head.substring(0, begin))) {
      Buffer start = Buffer.buffer(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      return failed("no HTTP/1: " + Shown.start(start));
    }
    int end = headEnd();
    if (interim + (end < 0 ? head.length() : end) > HEAD_LIMIT) {
      return failed("a response head of more than 16k");
    }
    if (end < 0) {
      return null;
    }
    Matcher line = STATUS_LINE.matcher(head);
    if (!line.lookingAt()) {
      return failed("no status line: " + Shown.start(Buffer.buffer(head.substring(0, end))));
    }
    status = Integer.parseInt(line.group(1));
    if (status < 200) {
      interim += end;
      head.delete(0, end);
      return head.isEmpty() ? null : head();
    }
    if (!question.expects(status)) {
      return failed("status " + status + " (expected " + question.expected() + ")");
    }
    String fields = head.substring(line.end(), end);
    HttpBody open = HttpBody.of(fields, question.head() || status == 204 || status == 304);
    body = open;
    open.add(head.substring(end).getBytes(StandardCharsets.ISO_8859_1));
    head.setLength(0);
    return body(open);
  }

  /** A server whose response nobody reads to its end has an error in its logs. */
  private @Nullable Verdict body(HttpBody open) {
    boolean whole = open.complete() || open.malformed() || open.size() >= BODY_LIMIT;
    if (!found) {
      Verdict verdict =
          question.body() == null
              ? new Verdict(true, "status " + status, whole)
              : search(open, whole);
      found = verdict != null && verdict.passed();
      return verdict;
    }
    return whole ? new Verdict(true, "status " + status, true) : null;
  }

  /** Behind the empty line; -1 if it has not come. */
  private int headEnd() {
    int crlf = head.indexOf("\r\n\r\n");
    int lf = head.indexOf("\n\n");
    if (crlf >= 0 && (lf < 0 || crlf < lf)) {
      return crlf + 4;
    }
    return lf < 0 ? -1 : lf + 2;
  }

  private @Nullable Verdict search(HttpBody open, boolean whole) {
    if (open.malformed()) {
      return failed("status " + status + ", but the body is malformed");
    }
    if (!whole && searches >= SEARCHES && open.size() - searched < GROWTH) {
      return null;
    }
    searches++;
    searched = open.size();
    Pattern pattern = question.body();
    if (pattern == null || pattern.matcher(open.text(BODY_LIMIT)).find()) {
      return new Verdict(true, "status " + status, whole);
    }
    if (!whole) {
      return null;
    }
    String part = open.size() >= BODY_LIMIT ? "the first 64k of the body do" : "the body does";
    return failed("status " + status + ", but " + part + " not match " + pattern.pattern());
  }

  @Override
  public Verdict ended() {
    HttpBody open = body;
    if (open != null) {
      if (found) {
        return new Verdict(true, "status " + status, true);
      }
      Verdict verdict = search(open, true);
      return verdict == null ? failed("closed in the body") : verdict;
    }
    return failed(head.isEmpty() && interim == 0 ? "closed without a byte" : "closed in the head");
  }

  private static Verdict failed(String why) {
    return new Verdict(false, why, true);
  }

  @Override
  public String awaited() {
    if (body != null) {
      return "end of the body";
    }
    return head.isEmpty() ? "response" : "end of the response head";
  }
}
