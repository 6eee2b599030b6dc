package dev.sluice.plugin.health.probe;

import dev.sluice.api.CheckResult;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A dialogue in plain text. */
public final class PlainTalk implements Talk {

  private final Dialogue dialogue;
  private @Nullable Probing probing;

  public PlainTalk(Dialogue dialogue) {
    this.dialogue = dialogue;
  }

  @Override
  public void connected(Probing connected) {
    probing = connected;
    connected.send(dialogue.question());
  }

  @Override
  public void received(Buffer bytes) {
    tell(dialogue.received(bytes));
  }

  @Override
  public void ended() {
    tell(dialogue.ended());
  }

  @Override
  public String awaited() {
    return dialogue.awaited();
  }

  private void tell(@Nullable Verdict verdict) {
    Probing current = probing;
    if (verdict != null && current != null) {
      CheckResult result = CheckResult.of(verdict.text());
      if (!verdict.passed()) {
        current.fail(verdict.text());
      } else if (verdict.last()) {
        current.pass(result);
      } else {
        current.settle(result);
      }
    }
  }
}
