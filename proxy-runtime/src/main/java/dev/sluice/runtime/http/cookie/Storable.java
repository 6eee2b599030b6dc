package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.Elements;
import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.response.ResponseHead;
import java.util.List;
import java.util.Set;

/** Whether a cache on the way to the client might keep a response, as HAProxy judges it. */
final class Storable {

  /** RFC 9110 section 9.2.1. */
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  private static final List<String> FORBIDDEN =
      List.of("private", "no-cache", "no-store", "max-age=0", "s-maxage=0");

  private Storable() {}

  static boolean is(String method, ResponseHead head) {
    FieldSection fields = head.fields();
    Elements pragma = new Elements(fields, "pragma");
    if (pragma.next() && pragma.is("no-cache")) {
      return false;
    }
    boolean storable = SAFE.contains(method);
    Elements control = new Elements(fields, "cache-control");
    while (control.next()) {
      if (control.is("public")) {
        storable = true;
      } else if (FORBIDDEN.stream().anyMatch(control::is)) {
        storable = false;
      }
    }
    return storable;
  }
}
