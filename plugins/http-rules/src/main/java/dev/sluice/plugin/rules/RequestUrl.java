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
  static String path(RequestHead head) {
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
    String there = withoutHttp(location);
    int fragment = there.indexOf('#');
    if (fragment >= 0) {
      there = there.substring(0, fragment);
    }
    if (!there.startsWith("//")) {
      return there.equals(path + query);
    }
    int end = endOfAuthority(there);
    String rest = there.startsWith("/", end) ? there.substring(end) : "/" + there.substring(end);
    return isAuthority(there.substring(2, end)) && rest.equals(path + query);
  }

  /** Whether it lies below a URL or a path, so that to put that before it would never end. */
  boolean isBelow(String prefix) {
    String there = withoutHttp(prefix);
    String folder = there;
    if (there.startsWith("//")) {
      int end = endOfAuthority(there);
      if (!isAuthority(there.substring(2, end))) {
        return false;
      }
      folder = there.substring(end);
    }
    return path.equals(folder) || path.startsWith(folder + "/");
  }

  private static String withoutHttp(String url) {
    return url.startsWith("http://") ? url.substring("http:".length()) : url;
  }

  /** Where the authority ends that stands behind two slashes (RFC 3986 section 3.2). */
  private static int endOfAuthority(String there) {
    int end = 2;
    while (end < there.length() && there.charAt(end) != '/' && there.charAt(end) != '?') {
      end++;
    }
    return end;
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
