package dev.sluice.runtime.exchange;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** One request as matchers see it: its head is complete, and nothing else is to come. */
record HeadPreface(RequestHead head) implements Preface {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

  @Override
  public Inspection tls() {
    return Inspection.OTHER;
  }

  @Override
  public @Nullable ClientHello clientHello() {
    return null;
  }

  @Override
  public Inspection http() {
    return Inspection.COMPLETE;
  }

  @Override
  public RequestHead requestHead() {
    return head;
  }

  @Override
  public ByteBuffer bytes() {
    return NOTHING;
  }

  @Override
  public boolean complete() {
    return true;
  }
}
