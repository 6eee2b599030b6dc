package dev.sluice.runtime.exchange;

import dev.sluice.api.Verdict;
import dev.sluice.api.session.Termination;
import dev.sluice.runtime.backend.Backend;
import dev.sluice.runtime.backend.LiveServer;
import dev.sluice.runtime.backend.UseServer;
import dev.sluice.runtime.fault.Faults;
import dev.sluice.runtime.frontend.Frontend;
import dev.sluice.runtime.frontend.Route;
import dev.sluice.runtime.frontend.RouteTable.Decision;
import dev.sluice.runtime.frontend.RouteTable.Found;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.cookie.PersistenceCookie;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.session.FilterChain;
import dev.sluice.runtime.session.Guard;
import dev.sluice.runtime.session.PluginFaults;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What happens to a request before a server hears of it: what the proxy answers itself, the
 * filters, the route, and the filters once more. Filters may take their time, all together {@code
 * inspect}.
 */
final class Routing {

  private static final Termination REFUSED = new Termination('P', 'R');
  private static final Termination FAULT = new Termination('I', 'R');

  /** The client was left waiting for a refusal. */
  static final Termination TARPITTED = new Termination('P', 'T');

  private final Exchange exchange;
  private final Frontend frontend;
  private final @Nullable FilterChain filters;
  private boolean decided;
  private @Nullable Verdict held;
  private boolean tarpitted;
  private boolean ruled;

  Routing(Exchange exchange) {
    this.exchange = exchange;
    this.frontend = exchange.conversation().frontend();
    this.filters =
        frontend.filters().isEmpty()
            ? null
            : new FilterChain(
                frontend.filters(),
                new Guard(exchange.conversation().client()),
                () -> fault("filter failed"));
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
      answer(417, "the expectation is not known");
      return;
    }
    FilterChain chain = filters;
    if (chain == null) {
      route();
    } else {
      exchange.silence().start(frontend.inspect());
      chain.onRequest(exchange.facts().client(), head, this::route, this::refuse);
    }
  }

  /** RFC 9110 section 10.1.1. */
  private static boolean expectsWhatIsKnown(Head head) {
    List<String> expected = head.header("expect");
    return expected.isEmpty()
        || (expected.size() == 1
            && expected.getFirst().toLowerCase(Locale.ROOT).equals("100-continue"));
  }

  private void route() {
    if (isOver()) {
      return;
    }
    HeadPreface preface = new HeadPreface(exchange.head());
    Decision decision;
    try {
      decision = frontend.routes().decide(exchange.facts().client(), preface);
      if (decision instanceof Found(Route(var _, var _, Backend backend))
          && backend.useServer(exchange.facts().client(), preface)
              instanceof UseServer.Named(LiveServer named)) {
        ruled = true;
        exchange.belongsTo(named);
      }
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      PluginFaults.matcher(frontend.name(), e);
      fault("a matcher failed");
      return;
    }
    if (decision instanceof Found(Route found)) {
      exchange.facts().routed(found);
      FilterChain chain = filters;
      if (chain == null) {
        connect();
      } else {
        chain.onRoute(exchange.facts(), this::connect, this::refuse);
      }
    } else {
      answer(404, "no site of this name is served here");
    }
  }

  private void connect() {
    if (isOver()) {
      return;
    }
    FieldEdits edits = Edits.ofRequest(exchange);
    if (edits == null) {
      fault("filter failed");
      return;
    }
    decided = true;
    exchange.silence().stop();
    exchange.request().edits(cookies(edits));
    exchange.connect();
  }

  /** Looks for a cookie that names the server; what the server gets otherwise, in all. */
  private FieldEdits cookies(FieldEdits edits) {
    Backend backend = exchange.facts().requireRoute().backend();
    PersistenceCookie cookie = backend.cookie();
    if (cookie == null) {
      return edits;
    }
    Stickiness found = new Stickiness(backend, cookie, ruled);
    FieldEdits all = found.request(exchange.head(), edits);
    exchange.sticks(found);
    LiveServer named = found.named();
    if (named != null) {
      exchange.belongsTo(named);
    }
    return all;
  }

  private void refuse(Verdict verdict) {
    if (isOver()) {
      return;
    }
    decided = true;
    if (!verdict.hold().isZero() && frontend.admission().hold(frontend.gate())) {
      held = verdict;
      tarpitted = true;
      stopAsking();
      exchange.silence().start(verdict.hold());
      if (exchange.conversation().clientEnded()) {
        clientEnded();
      }
    } else {
      boolean redirects = verdict.status() < 400;
      exchange.answer(verdict, redirects ? Exchange.LOCAL : REFUSED);
    }
  }

  /** Whether it was decided while a filter was thinking: by time, or because the client left. */
  private boolean isOver() {
    return decided || exchange.finished();
  }

  /** An extension has failed: that is no refusal, but nothing goes on without it. */
  private void fault(String reason) {
    if (!isOver()) {
      answer(500, reason, FAULT);
    }
  }

  private void answer(int status, String reason) {
    answer(status, reason, REFUSED);
  }

  private void answer(int status, String reason, Termination termination) {
    decided = true;
    exchange.answer(status, reason, termination);
  }

  /** Whether the client was left waiting for a refusal. */
  boolean tarpitted() {
    return tarpitted;
  }

  /** As in HAProxy: who does not wait for its refusal is not kept. */
  void clientEnded() {
    Verdict verdict = held;
    if (verdict != null) {
      exchange.answer(verdict, TARPITTED);
    }
  }

  /** The request has ended. */
  void stop() {
    stopAsking();
    if (held != null) {
      held = null;
      frontend.admission().letGo(frontend.gate());
    }
  }

  private void stopAsking() {
    FilterChain asked = filters;
    if (asked != null) {
      asked.stop();
    }
  }

  /** The filters have had their time, or the client has waited for long enough. */
  void timedOut() {
    Verdict verdict = held;
    if (verdict != null) {
      exchange.answer(verdict, TARPITTED);
    } else if (!decided) {
      stop();
      answer(503, "a filter did not answer");
    }
  }
}
