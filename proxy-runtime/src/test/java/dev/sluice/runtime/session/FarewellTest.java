package dev.sluice.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.net.SlowPeer;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FarewellTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long MOMENT = 1_000_000_000L;
  private static final long TICK = 20_000_000L;

  private int over;

  private Farewell farewell(SlowPeer client, boolean clientEnded) {
    Farewell farewell = new Farewell(client.connection(), PATIENCE, () -> over++);
    farewell.say(ByteBuffer.allocate(0), clientEnded);
    client.calls().clear();
    return farewell;
  }

  @Test
  void clientThatHasAll_hasAMoment() {
    SlowPeer client = new SlowPeer(0);
    farewell(client, false);
    client.pass(MOMENT - 1);
    assertThat(over).isZero();
    client.pass(TICK);
    assertThat(over).isEqualTo(1);
    assertThat(client.calls()).isEmpty();
  }

  // The session ended, its slot of maxconn went to another one, and the connection stayed.
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void clientThatTakesNothing_isNotLetGoBeforeItIsReset(boolean clientEnded) {
    SlowPeer client = new SlowPeer(1000);
    farewell(client, clientEnded);
    client.pass(PATIENCE.toNanos() - 1);
    assertThat(over).isZero();
    assertThat(client.calls()).isEmpty();
    client.pass(2 * TICK);
    assertThat(over).isEqualTo(1);
    assertThat(client.calls()).containsExactly("reset");
  }

  @Test
  void clientThatIsSlow_isWaitedFor() {
    SlowPeer client = new SlowPeer(10);
    farewell(client, true);
    for (int i = 0; i < 9; i++) {
      client.take(1);
      client.pass(PATIENCE.toNanos() - MOMENT - TICK);
    }
    assertThat(over).isZero();
    client.take(1);
    client.pass(MOMENT + TICK);
    assertThat(over).isEqualTo(1);
    assertThat(client.calls()).isEmpty();
  }

  @Test
  void lastByte_isToldByTheConnection_whereItTells() {
    SlowPeer client = new SlowPeer(1);
    Farewell farewell = farewell(client, true);
    client.take(1);
    farewell.drained(client.connection());
    assertThat(over).isEqualTo(1);
    farewell.closed(client.connection(), null);
    client.pass(PATIENCE.toNanos());
    assertThat(over).isEqualTo(1);
  }
}
