package dev.sluice.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Connections that are closed while their peer is still to get something. */
class LastBytesTest {

  private static final long PATIENCE = LingeringClose.PATIENCE_NANOS;

  // On channels it was waited for without an end: a descriptor for each client that never reads.
  @Test
  void lingeringClose_resetsAPeerThatTakesNothing_whateverItSends() {
    SlowPeer peer = new SlowPeer(1000);
    new LingeringClose(peer.connection()).start();
    peer.pass(PATIENCE - 1);
    assertThat(peer.calls()).isEmpty();
    peer.pass(TimerWheel.TICK_NANOS + 1);
    assertThat(peer.calls()).containsExactly("reset");
  }

  @Test
  void lingeringClose_waitsForAPeerThatIsSlow() {
    SlowPeer peer = new SlowPeer(1000);
    LingeringClose close = new LingeringClose(peer.connection());
    close.start();
    for (int i = 0; i < 10; i++) {
      peer.take(1);
      peer.pass(PATIENCE);
    }
    assertThat(peer.calls()).isEmpty();
    close.cancel();
    peer.pass(10 * PATIENCE);
    assertThat(peer.calls()).isEmpty();
  }

  @Test
  void abortiveClose_resetsOnceThePeerHasAll() {
    SlowPeer peer = new SlowPeer(1000);
    new AbortiveClose(peer.connection(), peer.connection()::unsent).start();
    peer.pass(PATIENCE / 2);
    assertThat(peer.calls()).isEmpty();
    peer.take(1000);
    peer.pass(2 * TimerWheel.TICK_NANOS);
    assertThat(peer.calls()).containsExactly("reset");
  }

  @Test
  void abortiveClose_doesNotWaitForEver() {
    SlowPeer peer = new SlowPeer(1000);
    new AbortiveClose(peer.connection(), peer.connection()::unsent).start();
    for (int i = 0; i < 10; i++) {
      peer.take(1);
      peer.pass(PATIENCE / 10 + TimerWheel.TICK_NANOS);
    }
    assertThat(peer.calls()).containsExactly("reset");
  }
}
