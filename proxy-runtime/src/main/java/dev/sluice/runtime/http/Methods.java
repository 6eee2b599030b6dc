package dev.sluice.runtime.http;

/** The names of methods, without making one anew for each request (RFC 9110 section 9). */
final class Methods {

  /** An array, as a list would make an iterator for each request. */
  private static final String[] COMMON = {
    "GET", "POST", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"
  };

  private Methods() {}

  /** The method that stands at a place; methods are case-sensitive. */
  static String text(FieldSection section, int start, int end) {
    for (String method : COMMON) {
      if (is(section.bytes(), start, end, method)) {
        return method;
      }
    }
    return section.text(start, end);
  }

  private static boolean is(byte[] bytes, int start, int end, String method) {
    if (end - start != method.length()) {
      return false;
    }
    for (int i = 0; i < method.length(); i++) {
      if (bytes[start + i] != method.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
