package dev.sluice.distribution.strictness;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;

/**
 * What clients got of a case.
 *
 * @param end what became of the response
 * @param poisoned whether a request was answered by what was not for it
 */
record ResponseOutcome(End end, boolean poisoned, String shown) implements Compared.Shown {

  /** What may become of a response. */
  enum End {
    REFUSED,
    CUT,
    PASSED,
    BROKEN
  }

  /** Whether the proxy has seen that something is wrong. */
  boolean stopped() {
    return end == End.REFUSED || end == End.CUT;
  }

  /** For a summary: the client got something that looks whole. */
  @Override
  public String counted() {
    return poisoned
        ? "poisoned"
        : switch (end) {
          case REFUSED, CUT -> "";
          case PASSED -> "passed";
          case BROKEN -> "broken";
        };
  }

  /**
   * Judges what came.
   *
   * @param first of the connection that asked for the case, and then for its own
   * @param second of the connection that asked for its own only
   */
  static ResponseOutcome of(int number, boolean head, Answer first, Answer second) {
    String own = "own " + number;
    ByteArrayInputStream bytes = new ByteArrayInputStream(first.bytes().getBytes(ISO_8859_1));
    StrictReader reader = new StrictReader(bytes);
    End end;
    boolean poisoned = !second.bytes().endsWith(own);
    String next = "";
    try {
      Message answer = reader.response(head);
      while (answer != null && answer.status() < 200 && answer.status() != 101) {
        answer = reader.response(head);
      }
      end = answer == null ? End.CUT : answer.status() >= 500 ? End.REFUSED : End.PASSED;
      next = new String(bytes.readAllBytes(), ISO_8859_1);
      poisoned |= !next.isEmpty() && !next.endsWith(own);
    } catch (Violation e) {
      end = End.BROKEN;
      next = String.valueOf(e.getMessage());
    } catch (IOException e) {
      end = End.CUT;
    }
    poisoned |= second.bytes().contains("evil") || next.contains("evil");
    String shown = end + " " + first.shown() + (poisoned ? " POISONED " + second.shown() : "");
    return new ResponseOutcome(end, poisoned, shown + (end == End.BROKEN ? " " + next : ""));
  }
}
