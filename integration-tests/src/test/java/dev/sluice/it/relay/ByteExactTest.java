package dev.sluice.it.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.Background;
import dev.sluice.it.EachTransport;
import dev.sluice.it.Texts;
import dev.sluice.runtime.Sockets;
import dev.sluice.testkit.FakeClient;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.FakeSocket;
import dev.sluice.testkit.LogLine;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Received.Ending;
import dev.sluice.testkit.TestProxy;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** What goes in comes out, whatever the sizes, the cuts and the endings. */
class ByteExactTest {

  private static final int SESSIONS = 1000;
  private static final int AT_A_TIME = 12;
  private static final int SMALL = 20_000;
  private static final int LARGE = 4_000_000;

  /** What both ends of one session do, derived from its number alone. */
  @SuppressWarnings("ArrayRecordComponent") // only handed around, never compared
  private record Plan(byte[] request, byte[] answer, boolean early, boolean clientCuts) {

    static Plan of(int number) {
      SplittableRandom random = new SplittableRandom(number);
      return new Plan(
          bytes(random, number), bytes(random, number + 7), number % 3 == 0, number % 5 == 0);
    }

    private static byte[] bytes(SplittableRandom random, int number) {
      byte[] bytes = new byte[random.nextInt(number % 40 == 0 ? LARGE : SMALL)];
      random.nextBytes(bytes);
      return bytes;
    }

    int[] cuts(SplittableRandom random) {
      return random.ints(random.nextInt(6), 0, request.length + 1).sorted().toArray();
    }
  }

  @EachTransport
  void thousandSessions_ofRandomSizesAndCuts_areByteExact(Sockets transport) throws Exception {
    try (FakeServer server = FakeServer.start(ByteExactTest::serve);
        TestProxy proxy = TestProxy.start(transport, Texts.app(server));
        ExecutorService clients = Executors.newFixedThreadPool(AT_A_TIME)) {
      List<Future<Long>> sessions = new ArrayList<>();
      for (int i = 0; i < SESSIONS; i++) {
        int number = i;
        sessions.add(clients.submit(() -> exchange(proxy.port("in"), number)));
      }
      long bytes = 0;
      for (Future<Long> session : sessions) {
        bytes += session.get();
      }

      assertThat(server.faults()).isEmpty();
      List<LogLine> lines = proxy.logged(SESSIONS);
      assertThat(lines).hasSize(SESSIONS);
      // A client that cuts after the whole answer may come before or after the server's own end.
      assertThat(lines).extracting(LogLine::outcome).containsOnly("app/s1 --", "app/s1 CD");
      assertThat(lines.stream().mapToLong(line -> line.session().bytesToClient()).sum())
          .isEqualTo(bytes);
      proxy.awaitNoSessions();
      assertThat(server.connections()).isEqualTo(SESSIONS);
    }
  }

  /** The client's side: number and request, and then the answer must be what the plan says. */
  private static long exchange(int port, int number) throws Exception {
    Plan plan = Plan.of(number);
    try (FakeClient client = FakeClient.connect(port)) {
      client.send(ByteBuffer.allocate(4).putInt(number).array());
      Background sending =
          Background.start(() -> {
            client.sendCut(plan.request, plan.cuts(new SplittableRandom(number)));
            if (!plan.clientCuts) {
              client.finish();
            }
          });
      if (plan.clientCuts) {
        assertThat(Received.sha256(client.receive(plan.answer.length)))
            .isEqualTo(Received.sha256(plan.answer));
        sending.join();
        // The server has confirmed that it has the whole request, so nothing is lost by the cut.
        assertThat(client.receiveText(2)).isEqualTo("ok");
        client.reset();
        return plan.answer.length + 2L;
      }
      Received answer = client.receiveAll();
      sending.join();
      assertThat(answer.ending()).isEqualTo(Ending.FIN);
      assertThat(answer.sha256()).isEqualTo(Received.sha256(plan.answer));
      return answer.size();
    }
  }

  /** The server's side: answers before or after it has read the request, by the plan. */
  private static void serve(FakeSocket client) throws IOException {
    Plan plan = Plan.of(ByteBuffer.wrap(client.receive(4)).getInt());
    Background early = Background.start(() -> answer(client, plan, plan.early));
    byte[] request = client.receive(plan.request.length);
    assertThat(Received.sha256(request)).isEqualTo(Received.sha256(plan.request));
    early.join();
    answer(client, plan, !plan.early);
    if (plan.clientCuts) {
      client.send("ok");
    } else {
      client.finish();
    }
    Received rest = client.receiveAll();
    assertThat(rest.size()).isZero();
    assertThat(rest.ending()).isEqualTo(plan.clientCuts ? Ending.RST : Ending.FIN);
  }

  private static void answer(FakeSocket client, Plan plan, boolean now) throws IOException {
    if (now) {
      client.send(plan.answer);
    }
  }

  /**
   * Symptom: of a large answer to a client that had already sent FIN and read slowly, only what fit
   * into the buffers arrived, then a reset. Cause: since 4.2.13 Netty's epoll handler deletes a
   * registration whose interest is empty (input shut, output not wanted yet) but takes it for still
   * added; the next interest, EPOLLOUT, fails with ENOENT and shuts the channel's output.
   */
  @EachTransport
  void largeAnswer_toSlowReaderThatHasSentFin_arrivesWhole(Sockets transport) throws Exception {
    byte[] answer = new byte[20_000_000];
    new SplittableRandom(1).nextBytes(answer);
    try (FakeServer server =
            FakeServer.start(client -> {
              client.receiveAll();
              client.send(answer);
            });
        TestProxy proxy = TestProxy.start(transport, Texts.app(server));
        FakeClient client = FakeClient.connect(proxy.port("in"), 16 * 1024)) {
      client.send("request");
      client.finish();

      Received received = client.receiveAll(64 * 1024, Duration.ofMillis(1));
      assertThat(received.toString()).isEqualTo("20000000 bytes, then FIN");
      assertThat(received.sha256()).isEqualTo(Received.sha256(answer));
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
      assertThat(proxy.logged().getFirst().session().bytesToClient()).isEqualTo(answer.length);
      proxy.awaitNoSessions();
    }
  }

  /**
   * Symptom: on io_uring the end of a large request to a server that had already sent FIN and read
   * slowly never arrived. Cause: the kernel reports a received FIN to every poll of a socket; Netty
   * 4.2.18 takes its poll for room to write, completed by that, for still in place.
   */
  @EachTransport
  void largeRequest_toSlowServerThatHasSentFin_arrivesWhole(Sockets transport) throws Exception {
    byte[] request = new byte[20_000_000];
    new SplittableRandom(2).nextBytes(request);
    try (FakeServer servers = FakeServer.byHand();
        TestProxy proxy = TestProxy.start(transport, Texts.app(servers));
        FakeClient client = FakeClient.connect(proxy.port("in"));
        FakeSocket server = servers.accept()) {
      server.send("enough");
      server.finish();
      assertThat(client.receiveAll().text()).isEqualTo("enough");
      Background sending =
          Background.start(() -> {
            client.send(request);
            client.finish();
          });

      Received received = server.receiveAll(64 * 1024, Duration.ofMillis(1));
      sending.join();
      assertThat(received.toString()).isEqualTo("20000000 bytes, then FIN");
      assertThat(received.sha256()).isEqualTo(Received.sha256(request));
      assertThat(proxy.logged(1).getFirst().outcome()).isEqualTo("app/s1 --");
      assertThat(proxy.logged().getFirst().session().bytesFromClient()).isEqualTo(request.length);
      proxy.awaitNoSessions();
    }
  }
}
