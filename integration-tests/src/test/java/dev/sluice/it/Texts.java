package dev.sluice.it;

import dev.sluice.testkit.FakeServer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Configuration texts; what they are put together from ends with a comma. */
public final class Texts {

  private Texts() {}

  /**
   * Frontend {@code in} before backend {@code app} with servers {@code s1}, {@code s2} and so on,
   * tried in turn.
   *
   * @param frontend further keys of the frontend: {@code "maxconn": 2,}
   * @param backend further keys of the backend
   * @param addresses of the servers
   */
  public static String app(String frontend, String backend, String... addresses) {
    return """
    { "global": { "threads": 2 },
      "frontends": { "in": { "bind": "127.0.0.1:0", %s "default-backend": "app" } },
      "backends": { "app": { %s "balance": "roundrobin", "servers": { %s } } } }
    """
        .formatted(frontend, backend, servers(addresses));
  }

  /** As {@link #app(String, String, String...)}, with nothing further. */
  public static String app(FakeServer server) {
    return app("", "", server.address());
  }

  private static String servers(String... addresses) {
    return IntStream.range(0, addresses.length)
        .mapToObj(i -> "\"s%d\": { \"address\": \"%s\" }".formatted(i + 1, addresses[i]))
        .collect(Collectors.joining(", "));
  }

  /**
   * A frontend {@code in} with routes, and a backend with one server for each of some fakes.
   *
   * @param frontend further keys of the frontend
   * @param routes the list of routes
   * @param backends which backend is which server
   */
  public static String routed(String frontend, String routes, Named... backends) {
    return """
    { "global": { "threads": 2 },
      "frontends": { "in": { "bind": "127.0.0.1:0", %s "routes": [ %s ] } },
      "backends": { %s } }
    """
        .formatted(
            frontend,
            routes,
            Stream.of(backends)
                .map(each ->
                    "\"%s\": { \"servers\": { \"s1\": { \"address\": \"%s\" } } }"
                        .formatted(each.name(), each.address()))
                .collect(Collectors.joining(",\n    ")));
  }

  /** A backend with one server. */
  public record Named(String name, String address) {}

  /** A backend with one server. */
  public static Named backend(String name, FakeServer server) {
    return new Named(name, server.address());
  }
}
