package dev.sluice.runtime.config.model;

import dev.sluice.runtime.config.model.addresses.NameServer;
import java.time.Duration;
import java.util.List;

/**
 * How names of servers are looked up.
 *
 * @param nameServers who is asked; empty for those of the system
 * @param hold how long an answer is used at least; longer than zero
 */
public record ResolversConfig(List<NameServer> nameServers, Duration hold) {

  /** With an immutable copy of the list. */
  public ResolversConfig {
    nameServers = List.copyOf(nameServers);
  }
}
