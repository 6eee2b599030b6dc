package dev.sluice.runtime.net.syscalls;

import dev.sluice.runtime.net.Acceptor;
import dev.sluice.runtime.net.Listening;
import dev.sluice.runtime.net.channels.ChannelListening;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * An address that NetServer has bound and on which this engine accepts, or NetServer itself, if
 * channels are asked for.
 */
final class SyscallListening implements Listening {

  private final ChannelListening bound;
  private final List<Accepting> shares = new ArrayList<>();
  private boolean channels;
  private boolean resumed;

  SyscallListening(ChannelListening bound, List<SyscallLoop> loops, Acceptor acceptor) {
    this.bound = bound;
    SocketAddress local = fixed(bound.address());
    for (SyscallLoop loop : loops) {
      shares.add(new Accepting(loop, shares, acceptor, local));
    }
    int descriptor = bound.descriptor();
    each(accepting -> accepting.open(descriptor));
  }

  /** The address of our side of every connection, if there is one. */
  private static @Nullable SocketAddress fixed(SocketAddress bound) {
    boolean any =
        bound instanceof InetSocketAddress internet && internet.getAddress().isAnyLocalAddress();
    return any ? null : bound;
  }

  private void each(Consumer<Accepting> action) {
    shares.forEach(share -> share.loop().execute(() -> action.accept(share)));
  }

  @Override
  public SocketAddress address() {
    return bound.address();
  }

  @Override
  public synchronized void channels(boolean wanted) {
    channels = wanted;
    if (resumed) {
      resume();
    }
  }

  @Override
  public synchronized void pause() {
    resumed = false;
    bound.pause();
    each(accepting -> accepting.accept(false));
  }

  @Override
  public synchronized void resume() {
    resumed = true;
    boolean ours = !channels;
    if (ours) {
      bound.pause();
    }
    each(accepting -> accepting.accept(ours));
    if (!ours) {
      bound.resume();
    }
  }

  @Override
  public Future<Void> close() {
    List<Future<Void>> closed = new ArrayList<>();
    for (Accepting share : shares) {
      Promise<Void> done = Promise.promise();
      closed.add(done.future());
      share
          .loop()
          .execute(() -> {
            share.close();
            done.complete();
          });
    }
    return Future.join(closed).transform(done -> bound.close());
  }
}
