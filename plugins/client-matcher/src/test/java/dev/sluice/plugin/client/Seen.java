package dev.sluice.plugin.client;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import java.nio.ByteBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a client has sent, written by hand. */
record Seen(Inspection tls, Inspection http, boolean complete) implements Preface {

  static final Seen NOTHING = new Seen(Inspection.PENDING, Inspection.PENDING, false);

  static Seen tls(Inspection tls, boolean complete) {
    return new Seen(tls, Inspection.OTHER, complete);
  }

  @Override
  public @Nullable ClientHello clientHello() {
    return tls == Inspection.COMPLETE ? new ClientHello("a.test", List.of()) : null;
  }

  @Override
  public @Nullable RequestHead requestHead() {
    return null;
  }

  @Override
  public ByteBuffer bytes() {
    return ByteBuffer.allocate(0);
  }
}
