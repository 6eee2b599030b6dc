package dev.sluice.runtime.config.model;

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
 *     is unresolved if the configuration names a host, which is looked up when it is dialled
 */
public record ServerAddress(String text, SocketAddress address) {

  // Underscores are no part of host names, but of the names containers get.
  private static final String LABEL = "[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?";
  private static final Pattern NAME = Pattern.compile(LABEL + "(?:\\." + LABEL + ")*\\.?");
  private static final Pattern NUMERIC = Pattern.compile("(?:.*\\.)?\\d+\\.?");

  private static final String BAD =
      "is not the address of a server (expected \"host:port\", \"10.0.0.1:80\","
          + " \"[2001:db8::1]:80\" or \"unix:run/x.sock\")";

  /** Reads an address; the path of a Unix socket stays relative. */
  public static ServerAddress parse(String text) throws BadValueException {
    if (text.startsWith("unix:")) {
      return new ServerAddress(text, BindAddress.unix(text.substring(5)));
    }
    HostPort hostPort = HostPort.parse(text);
    if (hostPort == null || hostPort.port() == 0) {
      throw new BadValueException(BAD);
    }
    InetAddress literal = hostPort.literal(hostPort.host());
    if (literal != null) {
      return new ServerAddress(text, new InetSocketAddress(literal, hostPort.port()));
    }
    if (!isName(hostPort.host())) {
      throw new BadValueException(BAD);
    }
    return new ServerAddress(
        text, InetSocketAddress.createUnresolved(hostPort.host(), hostPort.port()));
  }

  /** Names whose last label is a number would be read as an address by some and not by others. */
  private static boolean isName(String host) {
    return NAME.matcher(host).matches() && !NUMERIC.matcher(host).matches();
  }

  /** The same address, with the path of a Unix socket below a folder. */
  public ServerAddress below(Path home) {
    return new ServerAddress(text, BindAddress.below(address, home));
  }
}
