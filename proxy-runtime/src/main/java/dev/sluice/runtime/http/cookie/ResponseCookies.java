package dev.sluice.runtime.http.cookie;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.http.forward.FieldLine;
import dev.sluice.runtime.http.forward.RewrittenFields;
import dev.sluice.runtime.http.response.ResponseHead;
import org.jspecify.annotations.Nullable;

/** What the client gets of the cookies that a server sets, and which one the proxy sets. */
public final class ResponseCookies {

  /** What was done, in the letters of HAProxy's log. */
  public enum Done {
    /** Nothing. */
    NONE('N'),
    /** The proxy has set the cookie. */
    INSERTED('I'),
    /** A server's own was kept. */
    PRESERVED('P'),
    /** A server's own got a prefix. */
    REWRITTEN('R'),
    /** A server's own was taken out. */
    DELETED('D');

    private final char letter;

    Done(char letter) {
      this.letter = letter;
    }

    /** The letter in the log. */
    public char letter() {
      return letter;
    }
  }

  private static final FieldLine PRIVATE = new FieldLine("Cache-control", "private");

  private final PersistenceCookie.Options options;
  private final byte[] name;
  private final FieldSection fields;
  private final RewrittenFields rewritten;
  private Done done = Done.NONE;

  /**
   * Reads those of a response; nothing is inserted yet.
   *
   * @param server where it comes from
   * @param before what is changed besides
   */
  public ResponseCookies(
      PersistenceCookie cookie, ServerCookie server, ResponseHead head, FieldEdits before) {
    this.options = cookie.options();
    this.name = cookie.name();
    this.fields = head.fields();
    this.rewritten = new RewrittenFields(before, fields);
    for (int field = 0; field < fields.count(); field++) {
      if (fields.isNamed(field, "set-cookie")) {
        read(field, server.prefix());
      }
    }
  }

  private void read(int field, byte @Nullable [] prefix) {
    int start = fields.valueStart(field);
    int end = fields.valueEnd(field);
    CookieList cookies = new CookieList(fields.bytes(), start, end);
    if (!cookies.next() || !cookies.hasValue()) {
      return;
    }
    boolean own = cookies.isNamed(name);
    byte[] front = own && options.prefix() ? prefix : null;
    if (own && !options.prefix() && !options.preserve()) {
      rewritten.remove(field);
      done = Done.DELETED;
      return;
    }
    int more = front == null ? 0 : front.length;
    Rewriting rewriting = new Rewriting(fields.bytes(), start, end, more);
    rewriting.cut(cookies.nameEnd(), cookies.equalsSign());
    rewriting.cut(cookies.equalsSign() + 1, cookies.valueStart());
    if (front != null) {
      rewriting.insert(cookies.valueStart(), front);
      done = Done.REWRITTEN;
    } else if (own && options.preserve()) {
      done = Done.PRESERVED;
    }
    byte[] value = rewriting.result();
    if (value != null) {
      rewritten.set(field, value);
    }
  }

  /** The client is with a server that it did not name, and is told so, if that is the mode. */
  public void insert(ServerCookie server, String method, ResponseHead head) {
    if (options.prefix()
        || done == Done.PRESERVED
        || (options.postonly() && !method.equals("POST"))) {
      return;
    }
    rewritten.add(server.line());
    done = Done.INSERTED;
    if (options.nocache() && Storable.is(method, head)) {
      rewritten.add(PRIVATE);
    }
  }

  /** What is changed in all. */
  public FieldEdits edits() {
    return rewritten.edits();
  }

  /** What was done. */
  public Done done() {
    return done;
  }
}
