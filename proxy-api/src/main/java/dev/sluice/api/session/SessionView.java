package dev.sluice.api.session;

import org.jspecify.annotations.Nullable;

/** A session on its way to a server. Valid during the call it is passed to, on that thread. */
public interface SessionView {

  /** A number no other session of this process has. */
  long id();

  /** The client. */
  Client client();

  /** The client's TLS ClientHello, if the frontend read one. */
  @Nullable ClientHello clientHello();

  /** The head of the client's first HTTP request, if the frontend read one. */
  @Nullable RequestHead requestHead();

  /** The name of the backend that was chosen. */
  String backend();

  /** The name of the route that chose it; null for the default backend or a route without name. */
  @Nullable String route();
}
