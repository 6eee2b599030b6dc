package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.RewrittenFields;
import org.jspecify.annotations.Nullable;

/**
 * The cookies of a request: finds the backend's own, and makes of them what servers get. Cookies of
 * other names stay, but for blanks around their equals signs, as in HAProxy.
 */
public final class RequestCookies {

  /** Is shown the cookies of the backend's name. */
  public interface Seen {
    /** The part of a value that names a server, which stands between two indexes. */
    void value(byte[] bytes, int start, int end);
  }

  private static final int NONE = -1;

  private final PersistenceCookie cookie;
  private final FieldSection fields;
  private final Seen seen;

  private RequestCookies(PersistenceCookie cookie, FieldSection fields, Seen seen) {
    this.cookie = cookie;
    this.fields = fields;
    this.seen = seen;
  }

  /**
   * Reads all of them, in order.
   *
   * @param before what is changed besides
   * @return what is changed in all
   */
  public static FieldEdits read(
      PersistenceCookie cookie, FieldSection fields, FieldEdits before, Seen seen) {
    RequestCookies reader = new RequestCookies(cookie, fields, seen);
    RewrittenFields rewritten = new RewrittenFields(before, fields);
    for (int field = 0; field < fields.count(); field++) {
      if (fields.isNamed(field, "cookie")) {
        byte[] value = reader.read(field);
        if (value != null) {
          rewritten.set(field, value);
        }
      }
    }
    return rewritten.edits();
  }

  /** What the field is to hold; null for what it does, empty if it is to be left out. */
  private byte @Nullable [] read(int field) {
    byte[] bytes = fields.bytes();
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
    Rewriting rewriting = new Rewriting(bytes, start, end, 0);
    CookieList cookies = new CookieList(bytes, start, end);
    boolean others = false;
    int gap = NONE;
    boolean first = false;
    while (cookies.next()) {
      if (cookies.isAttribute()) {
        // What is said about a cookie shares its fate.
        continue;
      }
      boolean own = cookies.hasValue() && cookies.isNamed(cookie.name());
      if (own) {
        seen.value(bytes, cookies.valueStart(), endOfServer(bytes, cookies));
      }
      if (own && cookie.options().indirect()) {
        if (gap == NONE) {
          first = cookies.first();
          gap = first ? start : cookies.before();
        }
        continue;
      }
      others = true;
      if (gap != NONE) {
        if (!first) {
          rewriting.join(gap, bytes[cookies.before()]);
        }
        rewriting.cut(gap, cookies.nameStart());
        gap = NONE;
      }
      if (cookies.hasValue()) {
        trim(cookies, rewriting);
        if (own) {
          strip(bytes, cookies, rewriting);
        }
      }
    }
    if (gap != NONE) {
      // Without another cookie, what is left says something about none.
      rewriting.cut(others ? gap : start, end);
    }
    return rewriting.result();
  }

  private int endOfServer(byte[] bytes, CookieList cookies) {
    int at = cookies.valueStart();
    while (at < cookies.valueEnd() && bytes[at] != cookie.delimiter()) {
      at++;
    }
    return at;
  }

  private static void trim(CookieList cookies, Rewriting rewriting) {
    rewriting.cut(cookies.nameEnd(), cookies.equalsSign());
    rewriting.cut(cookies.equalsSign() + 1, cookies.valueStart());
  }

  private void strip(byte[] bytes, CookieList cookies, Rewriting rewriting) {
    int end = endOfServer(bytes, cookies);
    if (cookie.options().prefix() && end < cookies.valueEnd()) {
      rewriting.cut(cookies.valueStart(), end + 1);
    }
  }
}
