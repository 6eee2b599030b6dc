package dev.sluice.runtime.config.model.addresses;

import dev.sluice.api.settings.BadValueException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Who is asked where names are.
 *
 * @param address an IP address with a port
 */
public record NameServer(InetSocketAddress address) {

  /** Reads an address. */
  public static NameServer parse(String text) throws BadValueException {
    HostPort hostPort = HostPort.parse(text);
    InetAddress literal = hostPort == null ? null : hostPort.literal(hostPort.host());
    if (hostPort == null || literal == null || hostPort.port() == 0) {
      throw new BadValueException(
          "is not the address of a name server (expected \"10.0.0.2:53\" or \"[2001:db8::2]:53\")");
    }
    return new NameServer(new InetSocketAddress(literal, hostPort.port()));
  }
}
