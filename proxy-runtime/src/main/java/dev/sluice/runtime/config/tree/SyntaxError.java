package dev.sluice.runtime.config.tree;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Says in a sentence what Jackson found. Its own messages name token types and code points; only
 * their distinguishing words are looked at, so an unforeseen one still gives a true sentence.
 */
final class SyntaxError {

  private static final Pattern TOKEN =
      Pattern.compile("(?:Unrecognized|Non-standard) token '([^']*)'.*");

  private final String text;
  private final @Nullable Node open;
  private final boolean atEnd;
  private final int offset;
  private final String cause;

  /**
   * An error.
   *
   * @param text the whole text
   * @param open the innermost object or array that is not closed yet; null outside of any
   */
  SyntaxError(String text, @Nullable Node open, JsonProcessingException e) {
    this.text = text;
    this.open = open;
    this.atEnd = e instanceof JsonEOFException;
    this.offset = (int) e.getLocation().getCharOffset();
    this.cause = String.valueOf(e.getOriginalMessage());
  }

  String sentence() {
    Matcher token = TOKEN.matcher(cause);
    if (token.matches()) {
      return Quote.shortened(token.group(1))
          + " is not a value (expected a text in double quotes, a number, true, false, null, an"
          + " object or a list)";
    }
    if (cause.startsWith("Illegal unquoted character")) {
      return "line end or control character in a text (expected the closing quote before it)";
    }
    if (cause.contains("escape")) {
      return "unknown escape in a text (expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t, or \\u"
          + " and four hexadecimal digits)";
    }
    if (cause.contains("umeric value") || cause.contains("eading zero")) {
      return "this is not how a number is written (expected digits, without a leading 0 or '+')";
    }
    return atEnd ? end() : unexpected();
  }

  private String end() {
    if (cause.contains("comment")) {
      return "the file ends inside a comment (expected */)";
    }
    if (cause.contains("VALUE_STRING") || cause.contains("quote") || cause.contains("name")) {
      return "the file ends inside a text (expected the closing quote)";
    }
    return switch (open) {
      case Node.Members object ->
          "the file ends inside the object that starts at " + object.place() + " (expected '}')";
      case Node.Items array ->
          "the file ends inside the list that starts at " + array.place() + " (expected ']')";
      case null, default -> "the file ends too early (expected a value)";
    };
  }

  private String unexpected() {
    String what =
        offset >= 0 && offset < text.length()
            ? "unexpected '" + Character.toString(text.codePointAt(offset)) + "'"
            : "unexpected text";
    return what + " (expected " + expected() + ")";
  }

  private String expected() {
    boolean object = open instanceof Node.Members;
    if (offset >= 0 && offset < text.length() && text.charAt(offset) == '\'') {
      return "double quotes around a text";
    }
    if (cause.contains("colon")) {
      return "':' after the key";
    }
    if (cause.contains("comma")) {
      return object ? "',' or '}'" : "',' or ']'";
    }
    if (cause.contains("close marker") && open != null) {
      return (object ? "'}' of the object" : "']' of the list") + " that starts at " + open.place();
    }
    if (cause.contains("field name")) {
      return "a key in double quotes, or '}'";
    }
    if (cause.contains("comment")) {
      return "a comment, // or /*";
    }
    return open == null ? "nothing more, or an object" : "a value";
  }
}
