package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.net.dns.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Servers that take the addresses of one host, each another one. */
final class HostServers implements Located, Watch.Listener<Addresses> {

  private final Entry entry;
  private final Names names;

  HostServers(Entry entry, Names names) {
    this.entry = entry;
    this.names = names;
  }

  @Override
  public void start() {
    names.host(entry.name(), this);
  }

  @Override
  public void stop() {
    names.leaveHost(entry.name(), this);
  }

  @Override
  public void found(Addresses answer) {
    List<@Nullable InetAddress> held = new ArrayList<>();
    entry.servers().forEach(server -> held.add(where(server)));
    List<@Nullable InetAddress> next = Slots.fill(held, answer.all());
    for (int i = 0; i < next.size(); i++) {
      ServerState server = entry.servers().get(i);
      InetAddress address = next.get(i);
      if (address == null) {
        server.unlocate("name '" + entry.name() + "' has fewer");
      } else {
        server.locate(at(entry.name(), address, entry.port()));
      }
    }
  }

  @Override
  public void unknown(String reason) {
    unknown(entry, reason);
  }

  /** Those stay where they are that were found under an earlier configuration. */
  static void unknown(Entry entry, String reason) {
    entry.servers().stream()
        .filter(server -> !server.resolved())
        .forEach(server -> server.unlocate(reason));
  }

  /** The address of a server; null if it has none. */
  static @Nullable InetAddress where(ServerState server) {
    return server.resolved() ? ((InetSocketAddress) server.address()).getAddress() : null;
  }

  /** An address that is shown with its name. */
  static InetSocketAddress at(String name, InetAddress address, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(name, address.getAddress()), port);
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e); // Of 4 or 16 bytes, as they are an address.
    }
  }
}
