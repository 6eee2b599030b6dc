package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.backend.ServerState;
import java.util.List;

/**
 * Servers that get their addresses from one name; one, or the slots of a template.
 *
 * @param name of a host, or of SRV records
 * @param port of all servers; 0 if SRV records tell
 * @param service whether it is the name of SRV records
 * @param servers which take the addresses, in this order
 */
public record Entry(String name, int port, boolean service, List<ServerState> servers) {

  /** With an immutable copy of the list. */
  public Entry {
    servers = List.copyOf(servers);
  }
}
