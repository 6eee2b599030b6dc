package dev.sluice.plugin.proxyprotocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.api.Emitter;
import dev.sluice.api.Need;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderWriter;
import dev.sluice.api.proxyprotocol.Tlv;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes the binary form. */
final class Version2Emitter implements Emitter {

  /** HAProxy takes no longer one. */
  private static final int MAX_NAME = 255;

  /** Tells the sessions of this process from those before a restart, which began at 1 as well. */
  private static final String PROCESS =
      Long.toHexString(ProcessHandle.current().pid())
          + "-"
          + Long.toHexString(System.currentTimeMillis())
          + "-";

  private final Set<Told> told;

  Version2Emitter(Set<Told> told) {
    this.told = told;
  }

  @Override
  public Set<Need> needs() {
    return told.contains(Told.AUTHORITY) || told.contains(Told.ALPN)
        ? Set.of(Need.CLIENT_HELLO)
        : Set.of();
  }

  @Override
  public byte[] bytes(SessionView session) {
    Client client = session.client();
    List<Tlv> tlvs = own(session);
    ProxyHeader received = client.proxyHeader();
    if (received != null && told.contains(Told.RECEIVED)) {
      addReceived(tlvs, received);
    }
    return ProxyHeaderWriter.version2(
        client.address(), client.localAddress(), tlvs, told.contains(Told.CRC32C));
  }

  private List<Tlv> own(SessionView session) {
    List<Tlv> tlvs = new ArrayList<>();
    String name = told.contains(Told.AUTHORITY) ? name(session) : null;
    if (name != null && name.length() <= MAX_NAME) {
      tlvs.add(Tlv.text(Tlv.AUTHORITY, name));
    }
    ClientHello hello = told.contains(Told.ALPN) ? session.clientHello() : null;
    if (hello != null && !hello.alpn().isEmpty()) {
      tlvs.add(new Tlv(Tlv.ALPN, hello.alpn().getFirst().getBytes(ISO_8859_1)));
    }
    if (told.contains(Told.UNIQUE_ID)) {
      tlvs.add(Tlv.text(Tlv.UNIQUE_ID, PROCESS + session.id()));
    }
    return tlvs;
  }

  private static @Nullable String name(SessionView session) {
    ClientHello hello = session.clientHello();
    RequestHead head = session.requestHead();
    return hello != null ? hello.serverName() : head != null ? head.host() : null;
  }

  private static void addReceived(List<Tlv> tlvs, ProxyHeader received) {
    int own = tlvs.size();
    for (Tlv tlv : received.tlvs()) {
      boolean ofThatHeader = tlv.type() == Tlv.CRC32C || tlv.type() == Tlv.NOOP;
      if (!ofThatHeader && tlvs.subList(0, own).stream().noneMatch(t -> t.type() == tlv.type())) {
        tlvs.add(tlv);
      }
    }
  }

  @Override
  public byte[] ownBytes(SocketAddress local, SocketAddress remote) {
    return ProxyHeaderWriter.local();
  }
}
