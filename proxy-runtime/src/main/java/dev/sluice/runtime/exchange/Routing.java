package dev.sluice.runtime.exchange;

import dev.sluice.api.session.Termination;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable.Decision;
import dev.sluice.runtime.frontend.RouteTable.Found;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.session.FilterChain;
import dev.sluice.runtime.session.Guard;
import dev.sluice.runtime.session.PluginFaults;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request before a server hears of it: what the proxy answers itself, the route,
 * and the filters, which may take their time.
 */
final class Routing {

  private static final Termination REFUSED = new Termination('P', 'R');

  private final Exchange exchange;
  private @Nullable FilterChain filters;
  private boolean decided;

  Routing(Exchange exchange) {
    this.exchange = exchange;
  }

  /** Finds out where the request goes. */
  void start() {
    Head head = exchange.head();
    String monitor = exchange.conversation().settings().monitor();
    if (monitor != null && monitor.equals(head.path())) {
      exchange.ready();
      return;
    }
    if (!expectsWhatIsKnown(head)) {
      exchange.answer(417, "the expectation is not known", REFUSED);
      return;
    }
    Frontend frontend = exchange.conversation().frontend();
    Decision decision;
    try {
      decision = frontend.routes().decide(exchange.client(), new HeadPreface(head));
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.matcher(frontend.name(), e);
      exchange.answer(500, "a matcher failed", REFUSED);
      return;
    }
    if (decision instanceof Found(Route found)) {
      exchange.routed(found);
      filter(frontend);
    } else {
      exchange.answer(404, "no site of this name is served here", REFUSED);
    }
  }

  /** RFC 9110 section 10.1.1. */
  private static boolean expectsWhatIsKnown(Head head) {
    List<String> expected = head.header("expect");
    return expected.isEmpty()
        || (expected.size() == 1
            && expected.getFirst().toLowerCase(Locale.ROOT).equals("100-continue"));
  }

  private void filter(Frontend frontend) {
    if (frontend.filters().isEmpty()) {
      allow();
      return;
    }
    exchange.timer().start(frontend.inspect().toNanos());
    FilterChain asked =
        new FilterChain(frontend.filters(), new Guard(exchange.conversation().client()));
    filters = asked;
    asked.onRoute(exchange, this::allow, this::deny);
  }

  private void allow() {
    if (!decided && !exchange.finished()) {
      decided = true;
      exchange.timer().cancel();
      exchange.connect();
    }
  }

  private void deny(String reason) {
    if (!decided && !exchange.finished()) {
      decided = true;
      exchange.answer(403, reason, REFUSED);
    }
  }

  /** The request has ended; no filter is asked any more. */
  void stop() {
    FilterChain asked = filters;
    if (asked != null) {
      asked.stop();
    }
  }

  /** The filters have had their time. */
  void timedOut() {
    if (!decided) {
      decided = true;
      stop();
      exchange.answer(503, "a filter did not answer", REFUSED);
    }
  }
}
