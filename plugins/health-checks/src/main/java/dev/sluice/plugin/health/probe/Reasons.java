package dev.sluice.plugin.health.probe;

import java.net.UnknownHostException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Why something failed, in a few words: the transports word the same errors in different ways. */
final class Reasons {

  private Reasons() {}

  static String of(@Nullable Throwable cause) {
    if (cause == null) {
      return "failed";
    }
    String message = cause.getMessage();
    String text = message == null ? cause.getClass().getSimpleName() : message;
    String lower = text.toLowerCase(Locale.ROOT);
    if (cause instanceof UnknownHostException || lower.contains("failed to resolve")) {
      return "no address for the name: " + text;
    }
    for (String known :
        new String[] {
          "connection refused",
          "connection reset",
          "network is unreachable",
          "no route to host",
          "no such file or directory",
          "permission denied"
        }) {
      if (lower.contains(known)) {
        return known;
      }
    }
    return lower.contains("timed out") ? "connect timed out" : text;
  }
}
