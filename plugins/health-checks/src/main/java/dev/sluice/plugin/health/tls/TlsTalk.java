package dev.sluice.plugin.health.tls;

import dev.sluice.api.CheckResult;
import dev.sluice.api.session.Server;
import dev.sluice.plugin.health.probe.Dialogue;
import dev.sluice.plugin.health.probe.Probing;
import dev.sluice.plugin.health.probe.Shown;
import dev.sluice.plugin.health.probe.Talk;
import dev.sluice.plugin.health.probe.Verdict;
import io.vertx.core.buffer.Buffer;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** A TLS handshake, and what is said in TLS behind it. */
public final class TlsTalk implements Talk {

  /** A TLS alert or handshake (RFC 8446 section 5.1). */
  private static final int ALERT = 0x15;

  private static final int HANDSHAKE = 0x16;
  private static final int SERVER_HELLO = 2;
  private static final int TYPE_AT = 5;

  private final TlsClient client;
  private final Server server;
  private final @Nullable Dialogue inside;
  private @Nullable Probing probing;
  private @Nullable TlsSession session;
  private final Buffer first = Buffer.buffer();
  private Buffer waiting = Buffer.buffer();
  private boolean busy;
  private boolean opened;
  private boolean end;

  /** One that goes on inside, or does not. */
  public TlsTalk(TlsClient client, Server server, @Nullable Dialogue inside) {
    this.client = client;
    this.server = server;
    this.inside = inside;
  }

  @Override
  public void connected(Probing connected) {
    probing = connected;
    busy = true;
    connected.beside(
        () -> client.session(server),
        made -> {
          session = made;
          step(made::begin);
        });
  }

  @Override
  public void received(Buffer bytes) {
    if (first.length() <= TYPE_AT) {
      first.appendBuffer(bytes);
      if (first.length() > 0 && first.getByte(0) != ALERT && first.getByte(0) != HANDSHAKE) {
        requireProbing().fail("no TLS: " + Shown.start(first));
        return;
      }
    }
    waiting.appendBuffer(bytes);
    goOn();
  }

  @Override
  public void ended() {
    end = true;
    if (!busy) {
      finish();
    }
  }

  @Override
  public String awaited() {
    Dialogue talk = inside;
    return opened && talk != null ? talk.awaited() : "end of the TLS handshake";
  }

  private void goOn() {
    TlsSession current = session;
    if (!busy && current != null && waiting.length() > 0) {
      Buffer bytes = waiting;
      waiting = Buffer.buffer();
      step(() -> current.received(bytes));
    }
  }

  private void step(Callable<TlsSession.Step> work) {
    busy = true;
    requireProbing()
        .beside(
            work,
            step -> {
              busy = false;
              done(step);
              if (!busy && end && waiting.length() == 0) {
                finish();
              }
              goOn();
            });
  }

  private void done(TlsSession.Step step) {
    if (step.toServer().length() > 0) {
      requireProbing().send(step.toServer());
    }
    if (step.failure() != null) {
      failed(step.failure());
      return;
    }
    Dialogue talk = inside;
    if (step.open() && !opened) {
      opened = true;
      String invalid = client.trust().verifies() ? Served.invalid(requireSession().engine()) : null;
      if (invalid != null) {
        requireProbing().fail("TLS: " + invalid);
        return;
      }
      Buffer request = talk == null ? null : talk.question();
      if (request == null) {
        pass(Served.of(requireSession().engine()));
        return;
      }
      TlsSession current = requireSession();
      step(() -> current.send(request));
    }
    if (talk != null && step.fromServer().length() > 0) {
      tell(talk.received(step.fromServer()));
    }
    if (step.closed()) {
      end = true;
    }
  }

  /** Without verification a server that answers in TLS is alive, whatever it thinks of ours. */
  private void failed(String why) {
    boolean answered =
        (first.length() > 0 && first.getByte(0) == ALERT)
            || (first.length() > TYPE_AT && first.getByte(TYPE_AT) == SERVER_HELLO);
    if (!opened && answered && inside == null && !client.trust().verifies()) {
      requireProbing().pass(CheckResult.of("answered in TLS: " + why));
    } else {
      requireProbing().fail("TLS: " + why);
    }
  }

  private void finish() {
    Dialogue talk = inside;
    if (opened && talk != null) {
      tell(talk.ended());
    } else {
      requireProbing()
          .fail(first.length() == 0 ? "closed without a byte" : "closed in the handshake");
    }
  }

  private void tell(@Nullable Verdict verdict) {
    if (verdict != null) {
      if (!verdict.passed()) {
        requireProbing().fail(verdict.text());
        return;
      }
      CheckResult served = Served.of(requireSession().engine());
      CheckResult result = new CheckResult(verdict.text(), served.certificate());
      requireProbing().settle(result);
      if (verdict.last()) {
        pass(result);
      }
    }
  }

  /** In order: servers log connections that just end. */
  private void pass(CheckResult result) {
    busy = true;
    requireProbing()
        .beside(
            requireSession()::close,
            bytes -> {
              requireProbing().send(bytes);
              requireProbing().pass(result);
            });
  }

  private Probing requireProbing() {
    Probing current = probing;
    if (current == null) {
      throw new IllegalStateException("not connected");
    }
    return current;
  }

  private TlsSession requireSession() {
    TlsSession current = session;
    if (current == null) {
      throw new IllegalStateException("no session yet");
    }
    return current;
  }
}
