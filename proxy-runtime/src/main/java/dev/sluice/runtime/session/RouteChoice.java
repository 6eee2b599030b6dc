package dev.sluice.runtime.session;

import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.UseServer;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Inspector;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable;
import dev.sluice.runtime.frontend.RouteTable.Decision;
import dev.sluice.runtime.frontend.RouteTable.Found;
import org.jspecify.annotations.Nullable;

/** Which route a session takes by its client's first bytes, and which server by a rule. */
final class RouteChoice {

  private RouteChoice() {}

  /**
   * Decides by what is known; asked again when more is. With the route it is known whether a rule
   * of the backend names the server.
   *
   * @return null if a matcher has failed, which is then told
   */
  static @Nullable Decision decide(SessionFacts facts) {
    Frontend frontend = facts.frontend();
    Inspector seen = facts.inspector();
    Decision decision;
    UseServer.Outcome rule;
    Backend backend;
    try {
      decision = frontend.routes().decide(facts.client(), seen);
      if (!(decision instanceof Found(Route(var _, var _, Backend found)))) {
        return decision;
      }
      backend = found;
      rule = backend.useServer(facts.client(), seen);
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.matcher(frontend.name(), e);
      return null;
    }
    // What chooses the server, or tells it something, may need more bytes than the route did.
    if (rule instanceof UseServer.Pending || seen.awaits(backend.needs())) {
      return RouteTable.PENDING;
    }
    facts.belongsTo(rule instanceof UseServer.Named(LiveServer named) ? named : null);
    return decision;
  }
}
