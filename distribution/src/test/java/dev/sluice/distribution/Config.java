package dev.sluice.distribution;

/** Configurations that several tests use. */
final class Config {

  private Config() {}

  /** One frontend without inspection, named {@code web}, before one server. */
  static String plain(int frontend, int server) {
    return plain("", frontend, server);
  }

  /** The same with more sections, each of which ends with a comma. */
  static String plain(String sections, int frontend, int server) {
    return """
    {
      %s
      "frontends": { "web": { "bind": "127.0.0.1:%d", "default-backend": "app" } },
      "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:%d" } } } }
    }
    """
        .formatted(sections, frontend, server);
  }
}
