package dev.sluice.runtime.config.model.addresses;

import dev.sluice.api.settings.BadValueException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * Where a server listens.
 *
 * @param text as the configuration writes it
 * @param address an {@link java.net.UnixDomainSocketAddress}, or an {@link InetSocketAddress} that
 *     is unresolved if the configuration gives a name; that of SRV records has port 0
 * @param kind what the configuration gives
 */
public record ServerAddress(String text, SocketAddress address, Kind kind) {

  /** What an address is given by. */
  public enum Kind {
    /** The address itself. */
    LITERAL,
    /** The name of a host, with a port. */
    HOST,
    /** The name of SRV records, which tell hosts and ports. */
    SERVICE
  }

  // Underscores are no part of host names, but of the names containers and services get.
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?");
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?\\d+\\.?");
  private static final int LONGEST = 253;

  private static final String BAD =
      "is not the address of a server (expected \"host:port\", \"10.0.0.1:80\","
          + " \"[2001:db8::1]:80\", \"unix:run/x.sock\" or \"srv:_http._tcp.app.example\")";

  /** Reads an address; the path of a Unix socket stays relative. */
  public static ServerAddress parse(String text) throws BadValueException {
    if (text.startsWith("unix:")) {
      return new ServerAddress(text, BindAddress.unix(text.substring(5)), Kind.LITERAL);
    }
    if (text.startsWith("srv:")) {
      return named(text, text.substring(4), 0, Kind.SERVICE);
    }
    HostPort hostPort = HostPort.parse(text);
    if (hostPort == null || hostPort.port() == 0) {
      throw new BadValueException(BAD);
    }
    InetAddress literal = hostPort.literal(hostPort.host());
    return literal == null
        ? named(text, hostPort.host(), hostPort.port(), Kind.HOST)
        : new ServerAddress(text, new InetSocketAddress(literal, hostPort.port()), Kind.LITERAL);
  }

  /**
   * Whether a server can be called that. Names whose last label is a number would be read as an
   * address by some and not by others.
   */
  public static boolean isName(String text) {
    return text.length() <= LONGEST
        && NAME.matcher(text).matches()
        && !NUMERIC.matcher(text).matches();
  }

  private static ServerAddress named(String text, String name, int port, Kind kind)
      throws BadValueException {
    if (!isName(name)) {
      throw new BadValueException(BAD);
    }
    return new ServerAddress(text, InetSocketAddress.createUnresolved(name, port), kind);
  }

  /** The same address, with the path of a Unix socket below a folder. */
  public ServerAddress below(Path home) {
    return new ServerAddress(text, BindAddress.below(address, home), kind);
  }
}
