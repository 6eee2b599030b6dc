package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.testkit.Received.Ending;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FakeSocketTest {

  /** The kernel tells of RST once; a sender that hears of it leaves only FIN to be received. */
  @Test
  void resetThatIsToldToASender_isReceivedAsReset() throws Exception {
    try (FakeServer servers = FakeServer.byHand();
        FakeClient client = FakeClient.connect(servers.port())) {
      FakeSocket server = servers.accept();
      long taken = client.sendUntilHeldUp(new byte[1 << 16], Duration.ofMillis(100), 1 << 28);
      assertThat(taken).isLessThan(1 << 28);
      server.reset();
      assertThatThrownBy(() -> client.send(new byte[1 << 16])).isInstanceOf(IOException.class);
      assertThat(client.receiveAll().ending()).isEqualTo(Ending.RST);
    }
  }
}
