package dev.sluice.runtime.config.model.addresses;

import dev.sluice.api.settings.BadValueException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/**
 * Where a frontend listens.
 *
 * @param text as the configuration writes it
 * @param address an {@link InetSocketAddress} (port 0 for any free one) or a {@link
 *     UnixDomainSocketAddress}
 */
public record BindAddress(String text, SocketAddress address) {

  private static final String BAD =
      "is not an address to listen on (expected \"*:443\", \"[::]:443\", \"127.0.0.1:8080\" or"
          + " \"unix:run/x.sock\")";

  /** Reads an address; the path of a Unix socket stays relative. */
  public static BindAddress parse(String text) throws BadValueException {
    if (text.startsWith("unix:")) {
      return new BindAddress(text, unix(text.substring(5)));
    }
    HostPort hostPort = HostPort.parse(text);
    if (hostPort == null) {
      throw new BadValueException(BAD);
    }
    String host = hostPort.host().equals("*") ? "0.0.0.0" : hostPort.host();
    InetAddress address = hostPort.literal(host);
    if (address == null) {
      throw new BadValueException(BAD);
    }
    return new BindAddress(text, new InetSocketAddress(address, hostPort.port()));
  }

  /** Reads the path of a Unix socket. */
  static UnixDomainSocketAddress unix(String path) throws BadValueException {
    // The system's limit is 108 bytes with a closing zero; others have less.
    if (path.isEmpty() || path.length() > 100) {
      throw new BadValueException("is not the path of a socket (expected 1 to 100 characters)");
    }
    try {
      return UnixDomainSocketAddress.of(path);
    } catch (InvalidPathException e) {
      throw new BadValueException("is not the path of a socket (expected a path)");
    }
  }

  /** The same address, with the path of a Unix socket below a folder. */
  public BindAddress below(Path home) {
    SocketAddress absolute = below(address, home);
    return new BindAddress(
        text,
        absolute instanceof UnixDomainSocketAddress unix
            ? UnixDomainSocketAddress.of(unix.getPath().normalize())
            : absolute);
  }

  static SocketAddress below(SocketAddress address, Path home) {
    return address instanceof UnixDomainSocketAddress unix
        ? UnixDomainSocketAddress.of(home.resolve(unix.getPath()))
        : address;
  }

  /** Whether it is all addresses of a family. */
  public boolean takesAll() {
    return address.equals(all());
  }

  /** All addresses of its family on its port; a Unix socket has itself alone. */
  public SocketAddress all() {
    if (address instanceof InetSocketAddress inet) {
      String any = inet.getAddress() instanceof Inet4Address ? "0.0.0.0" : "::";
      return new InetSocketAddress(InetAddress.ofLiteral(any), inet.getPort());
    }
    return address;
  }

  /** Whether every listening takes a port of its own, so that two of it are no clash. */
  public boolean ephemeral() {
    return address instanceof InetSocketAddress inet && inet.getPort() == 0;
  }
}
