package dev.sluice.plugin.proxyprotocol;

import dev.sluice.api.Emitter;
import dev.sluice.api.proxyprotocol.ProxyHeaderWriter;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.SessionView;
import java.net.SocketAddress;

/** Writes the line of text. It has no word for the proxy itself, which is a client like others. */
final class Version1Emitter implements Emitter {

  @Override
  public byte[] bytes(SessionView session) {
    Client client = session.client();
    return ProxyHeaderWriter.version1(client.address(), client.localAddress());
  }

  @Override
  public byte[] ownBytes(SocketAddress local, SocketAddress remote) {
    return ProxyHeaderWriter.version1(local, remote);
  }
}
