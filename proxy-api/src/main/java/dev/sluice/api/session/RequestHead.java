package dev.sluice.api.session;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The head of an HTTP/1 request (RFC 9112 sections 2 to 5): request line and header section. */
public interface RequestHead {

  /** The method, as sent (methods are case-sensitive). */
  String method();

  /** The request target, as sent. */
  String target();

  /**
   * The path that rules compare and servers get: the target without its query, of an absolute-form
   * target only the path; {@code *} for {@code OPTIONS *}.
   */
  String path();

  /**
   * The host the request is for, without port, in canonical form ({@link
   * dev.sluice.api.host.HostName}); an IPv6 literal in its brackets. Null if the request names
   * none, which only HTTP/1.0 may.
   */
  @Nullable String host();

  /** The minor version: 1 for HTTP/1.1, 0 for HTTP/1.0. */
  int minorVersion();

  /** The values of all fields with that name, in order; names are compared without case. */
  List<String> header(String name);
}
