package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.settings.Vocabulary;
import dev.sluice.runtime.config.tree.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A configuration below a folder, parsed as a command would that got {@code conf/proxy.json}. */
public final class Configuration {

  private static final Vertx VERTX = Vertx.vertx();

  /** With everything that may be set. */
  public static final String COMPLETE =
      """
      // What this project was made for.
      {
        "global": { "maxconn": 4000, "threads": 2, "pidfile": "run/proxy.pid", "drain": "10s",
          "resolvers": { "nameserver": "127.0.0.1:5353", "hold": "5s" } },
        "logs": { "local": { "file": { "path": "logs/access.log" } }, "out": { "stdout": {} } },
        "defaults": {
          "maxconn": 3000, "retries": 2, "redispatch": false, "log": ["local"], "log-null": false,
          "timeouts": { "connect": "10s", "client": "2m", "server": "3m", },
        },
        "frontends": {
          "https": {
            "bind": ["*:443", {"address": "[::]:443"}, "unix:run/x.sock"],
            "mode": "tcp",
            "routes": [
              { "name": "pump", "match": { "sni": ["pump.example.com", "*.pump.example.com"] },
                "backend": "pump" },
              { "match": { "not": { "sni": "a.example" }, "yes": {} }, "backend": "web" },
            ],
            "default-backend": "web",
            "timeouts": { "inspect": "3s", "client-fin": "4s", "tunnel": "5h" },
            "log-format": "tcplog", /* as HAProxy has it */
          },
          "plain": { "bind": "127.0.0.1:0", "default-backend": "web", "maxconn": 10, "log": [] },
        },
        "backends": {
          "web": {
            "balance": "first",
            "emit": [{ "proxy-protocol": { "version": 1 } }],
            "timeouts": { "server-fin": "6s" },
            "servers": {
              "a": { "address": "127.0.0.1:8443", "weight": 0 },
              "b": { "address": "[2001:db8::1]:80", "emit": [] },
              "c": { "address": "unix:run/c.sock" },
              "d": { "address": "app_1.internal:80" },
            },
          },
          "pump": { "servers": { "pump": { "address": "127.0.0.1:31337" } } },
        },
      }
      """;

  private final Path home;
  private final Vocabulary vocabulary;

  /** With a vocabulary of its own. */
  public Configuration(Path home, Vocabulary vocabulary) {
    this.home = home;
    this.vocabulary = vocabulary;
  }

  /** Puts a file beside the configuration. */
  public Configuration file(String name, String text) {
    try {
      Path file = home.resolve("conf").resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return this;
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  /** Parses a text that has no problem, with what extensions have kept. */
  ProxyConfig accepted(String text, CarriedOver carried) {
    Parsed parsed = parse(text, carried);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    return ((Parsed.Accepted) parsed).config();
  }

  /** Parses a text. */
  public Parsed parse(String text) {
    return parse(text, new CarriedOver());
  }

  /** Parses a text, with what extensions have kept. */
  Parsed parse(String text, CarriedOver carried) {
    Path file = home.resolve("conf/proxy.json");
    return ConfigParser.parse("conf/proxy.json", file, text, vocabulary, VERTX, home, carried);
  }

  /** Parses a text that has no problem. */
  public ProxyConfig accepted(String text) {
    Parsed parsed = parse(text);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    return ((Parsed.Accepted) parsed).config();
  }

  /** Parses a text that has problems, as they are shown. */
  public List<String> problems(String text) {
    return switch (parse(text)) {
      case Parsed.Accepted accepted -> {
        accepted.config().close();
        yield List.of();
      }
      case Parsed.Refused(List<Problem> problems, _, _) ->
          problems.stream().map(Problem::toString).toList();
    };
  }

  /** Parses a text that has no problem, for its warnings as they are shown. */
  public List<String> warnings(String text) {
    Parsed parsed = parse(text);
    assertThat(parsed).isInstanceOf(Parsed.Accepted.class);
    return parsed.warnings().stream().map(Problem::toString).toList();
  }
}
