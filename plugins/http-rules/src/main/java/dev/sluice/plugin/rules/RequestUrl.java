package dev.sluice.plugin.rules;

import dev.sluice.api.session.RequestHead;
import java.util.List;

/**
 * The URL that a request is for, as far as the proxy sees it: over plain HTTP.
 *
 * @param host as {@link RequestHead#host}, nothing if there is none
 * @param port with its colon as the client wrote it, or nothing
 * @param path the path without query
 * @param query with its question mark, or nothing
 */
record RequestUrl(String host, String port, String path, String query) {

  static RequestUrl of(RequestHead head) {
    String host = head.host();
    return new RequestUrl(host == null ? "" : host, port(head), path(head), query(head));
  }

  /** The path and the query. */
  static String pathAndQuery(RequestHead head) {
    return path(head) + query(head);
  }

  /** What asks for the whole server is no path that something could stand before. */
  private static String path(RequestHead head) {
    return head.path().startsWith("/") ? head.path() : "/";
  }

  private static String query(RequestHead head) {
    int mark = head.target().indexOf('?');
    return mark < 0 ? "" : head.target().substring(mark);
  }

  private static String port(RequestHead head) {
    String target = head.target();
    int scheme = target.indexOf("://");
    List<String> hosts = head.header("host");
    String authority = hosts.isEmpty() ? "" : hosts.getFirst();
    if (scheme > 0 && !target.startsWith("/")) {
      authority = target.substring(scheme + 3).split("[/?]", 2)[0];
    }
    int colon = authority.lastIndexOf(':');
    return colon > authority.lastIndexOf(']') && colon < authority.length() - 1
        ? authority.substring(colon)
        : "";
  }

  /** Whether a URL or a path is this one. */
  boolean is(String location) {
    String there = location;
    if (there.startsWith("http://")) {
      there = there.substring("http:".length());
    }
    int fragment = there.indexOf('#');
    if (fragment >= 0) {
      there = there.substring(0, fragment);
    }
    if (!there.startsWith("//")) {
      return there.equals(path + query);
    }
    int slash = there.indexOf('/', 2);
    String authority = slash < 0 ? there.substring(2) : there.substring(2, slash);
    String rest = slash < 0 ? "/" : there.substring(slash);
    return isAuthority(authority) && rest.equals(path + query);
  }

  /** Whether it lies below a URL or a path, so that to put that before it would never end. */
  boolean isBelow(String prefix) {
    String there = prefix.startsWith("http://") ? prefix.substring("http:".length()) : prefix;
    String folder = there;
    if (there.startsWith("//")) {
      int slash = there.indexOf('/', 2);
      String authority = slash < 0 ? there.substring(2) : there.substring(2, slash);
      if (!isAuthority(authority)) {
        return false;
      }
      folder = slash < 0 ? "" : there.substring(slash);
    }
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  private boolean isAuthority(String authority) {
    return withoutDefault(authority).equalsIgnoreCase(withoutDefault(host + port));
  }

  private static String withoutDefault(String authority) {
    return authority.endsWith(":80")
        ? authority.substring(0, authority.length() - ":80".length())
        : authority;
  }
}
