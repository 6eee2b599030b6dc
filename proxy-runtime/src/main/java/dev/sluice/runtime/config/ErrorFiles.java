package dev.sluice.runtime.config;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.ErrorFile;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.http.Phrases;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the files that stand for answers of the proxy itself. */
final class ErrorFiles {

  /** Each is sent in one piece. */
  private static final int MOST_KIBIBYTES = 64;

  static final Key<Map<String, String>> KEY =
      Key.optional(
          "errorfiles",
          Type.mapOf(Type.text("a file", String.class, path -> path)),
          "Mode http: files with the body of the proxy's own answers, by status: {\"503\":"
              + " \"pages/503.html\"}; "
              + ErrorFile.ID
              + " in them becomes the number of the request");

  private ErrorFiles() {}

  /** The files by status; those with a problem are missing. */
  static Map<Integer, ErrorFile> read(Settings frontend, Reading reading) {
    Map<Integer, ErrorFile> files = new HashMap<>();
    Node.@Nullable Member section = reading.reader().origin(frontend).eachMember().get(KEY.name());
    if (section == null) {
      return files;
    }
    section
        .value()
        .eachMember()
        .forEach((name, member) -> {
          Integer status = status(name, member, reading);
          if (member.value() instanceof Node.Text path) {
            ErrorFile file = read(path, reading);
            if (status != null && file != null) {
              files.put(status, file);
            }
          }
        });
    return files;
  }

  private static @Nullable Integer status(String name, Node.Member member, Reading reading) {
    for (int status : Phrases.errors()) {
      if (name.equals(Integer.toString(status))) {
        return status;
      }
    }
    String expected =
        Phrases.errors().stream().map(String::valueOf).collect(Collectors.joining(", "));
    reading
        .problems()
        .add(member.place(), Quote.of(name) + " has no page (expected " + expected + ")");
    return null;
  }

  private static @Nullable ErrorFile read(Node.Text path, Reading reading) {
    String text = reading.files().readWhole(path, MOST_KIBIBYTES);
    if (text != null && text.startsWith("HTTP/")) {
      reading
          .problems()
          .add(
              path.place(),
              Quote.of(path.value())
                  + " begins with a status line (expected the body alone: unlike for HAProxy,"
                  + " remove all up to the first blank line)");
      return null;
    }
    return text == null ? null : new ErrorFile(contentType(path.value()), text);
  }

  private static String contentType(String path) {
    String extension = path.substring(path.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return switch (extension) {
      case "txt" -> "text/plain; charset=utf-8";
      case "json" -> "application/json";
      case "xml" -> "application/xml";
      default -> "text/html; charset=utf-8";
    };
  }
}
