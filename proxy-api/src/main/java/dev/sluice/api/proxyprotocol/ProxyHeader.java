package dev.sluice.api.proxyprotocol;

import java.net.InetSocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a PROXY header says. Addresses are there both or not at all: a sender may speak for itself
 * (LOCAL), or for a client whose address it cannot tell (UNKNOWN, UNSPEC, a Unix socket, a
 * datagram); then those of the connection itself hold.
 *
 * @param source where the client connects from; null if that is not told
 * @param destination what the client has connected to; null if that is not told
 * @param tlvs in the order of the header, as they came; version 1 has none
 */
public record ProxyHeader(
    @Nullable InetSocketAddress source, @Nullable InetSocketAddress destination, List<Tlv> tlvs) {

  /** A header with an immutable copy of the list. */
  public ProxyHeader {
    if ((source == null) != (destination == null)) {
      throw new IllegalArgumentException("one address without the other");
    }
    tlvs = List.copyOf(tlvs);
  }

  /** The first TLV of a type; null if there is none. */
  public @Nullable Tlv find(int type) {
    for (Tlv tlv : tlvs) {
      if (tlv.type() == type) {
        return tlv;
      }
    }
    return null;
  }
}
