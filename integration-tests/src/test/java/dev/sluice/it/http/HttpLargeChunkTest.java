package dev.sluice.it.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Background;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A chunk whose size does not fit into 32 bits is read as what it says. */
class HttpLargeChunkTest {

  private static final int PIECE = 1 << 20;

  /** Four GiB and four bytes, which is four for who keeps 32 bits. */
  private static final String SIZE = "100000004";

  @Test
  void chunkOfMoreThanFourGib_isOneChunkAtTheServer() throws Exception {
    long size = Long.parseLong(SIZE, 16);
    AtomicLong received = new AtomicLong();
    try (FakeServer a =
            FakeServer.start(server -> {
              assertThat(server.receiveThrough("\r\n\r\n")).startsWith("POST / HTTP/1.1\r\n");
              assertThat(server.receiveThrough("\r\n")).isEqualTo(SIZE + "\r\n");
              received.set(discard(server, size));
              assertThat(server.receiveThrough("0\r\n\r\n")).isEqualTo("\r\n0\r\n\r\n");
              server.send(Sites.ok("whole"));
            });
        TestProxy proxy = TestProxy.start(Sites.text(a, a))) {
      try (FakeClient client = FakeClient.connect(proxy.port("in"))) {
        client.send(
            "POST / HTTP/1.1\r\nHost: a.test\r\nTransfer-Encoding: chunked\r\n\r\n"
                + SIZE
                + "\r\n");
        Background sending =
            Background.start(() -> {
              byte[] piece = new byte[PIECE];
              for (long left = size; left > 0; left -= PIECE) {
                client.send(piece, 0, (int) Math.min(left, PIECE));
              }
              client.send("\r\n0\r\n\r\n" + Sites.get("c.test", "/"));
            });
        Message answer = Message.response(client);
        assertThat(a.faults()).isEmpty();
        assertThat(answer.text()).isEqualTo("whole");
        sending.join();
        assertThat(received.get()).isEqualTo(size);
        assertThat(Message.response(client).line()).isEqualTo("HTTP/1.1 404 Not Found");
      }
      Sites.assertQuiet(proxy);
    }
  }

  private static long discard(FakeSocket from, long size) throws IOException {
    long received = 0;
    while (received < size) {
      received += from.receive((int) Math.min(size - received, PIECE)).length;
    }
    return received;
  }
}
