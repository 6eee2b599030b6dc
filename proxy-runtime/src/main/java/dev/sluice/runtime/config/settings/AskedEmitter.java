package dev.sluice.runtime.config.settings;

import dev.sluice.api.Emitter;
import dev.sluice.api.Need;
import dev.sluice.api.session.SessionView;
import java.net.SocketAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An emitter that was asked once what it needs, for the reason that {@link AskedMatcher} has. */
record AskedEmitter(Emitter emitter, Set<Need> needs) implements Emitter {

  /** Asks; throws whatever the emitter does. */
  static AskedEmitter of(Emitter emitter) {
    // A plugin may be compiled without checks for null.
    @Nullable Set<Need> needs = emitter.needs();
    if (needs == null) {
      throw new IllegalStateException("needs() returned null");
    }
    return new AskedEmitter(emitter, Set.copyOf(needs));
  }

  @Override
  public byte[] bytes(SessionView session) {
    return emitter.bytes(session);
  }

  @Override
  public byte[] ownBytes(SocketAddress local, SocketAddress remote) {
    return emitter.ownBytes(local, remote);
  }
}
