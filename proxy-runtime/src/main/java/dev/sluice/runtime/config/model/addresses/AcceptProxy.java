package dev.sluice.runtime.config.model.addresses;

import dev.sluice.api.settings.BadValueException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who must begin with a PROXY header; from all others none is taken.
 *
 * @param from the sources that must send one, at least one
 */
public record AcceptProxy(List<Source> from) {

  /** With an immutable copy of the list. */
  public AcceptProxy {
    from = List.copyOf(from);
  }

  /** Whether a connection from there must begin with a header. */
  public boolean requires(SocketAddress peer) {
    for (Source source : from) {
      if (source.has(peer)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Some peers.
   *
   * @param network their addresses; null for those on a Unix socket, who have none
   */
  public record Source(@Nullable Network network) {

    private static final String UNIX = "unix";

    /** Reads a network, an address, or the word for Unix sockets. */
    public static Source parse(String text) throws BadValueException {
      return new Source(text.equals(UNIX) ? null : Network.parse(text));
    }

    /** Whether it is whoever connects to a Unix socket. */
    public boolean unix() {
      return network == null;
    }

    private boolean has(SocketAddress peer) {
      Network some = network;
      return switch (peer) {
        case InetSocketAddress inet -> some != null && some.contains(inet.getAddress());
        case UnixDomainSocketAddress _ -> some == null;
        default -> false;
      };
    }
  }
}
