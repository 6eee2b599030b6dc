package dev.sluice.distribution;

import static dev.sluice.distribution.HttpComparison.GET;
import static dev.sluice.distribution.HttpComparison.POST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.HttpComparison.Frontend;
import dev.sluice.distribution.HttpComparison.Logged;
import dev.sluice.distribution.HttpComparison.Script;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that reach a server: what a live HAProxy and ours log of them. Phases reached, status,
 * termination, counts, retries and queues must be the same. Deliberately not the same:
 *
 * <table>
 * <caption>Differences</caption>
 * <tr><th>request</th><th>HAProxy</th><th>ours</th><th>why</th></tr>
 * <tr><td>the server answers and closes, the rest of the body never comes</td><td>waits for the
 *   client: cD</td><td>--</td><td>the response is whole, and nobody takes the rest</td></tr>
 * <tr><td>the client resets while the server thinks</td><td>notices with {@code abortonclose}
 *   only: CD</td><td>CH at once</td><td>nobody is left to serve; the letters are those of HAProxy's
 *   manual</td></tr>
 * <tr><td>bytes</td><td>what a head takes in its memory</td><td>what was sent</td><td></td></tr>
 * </table>
 */
@Timeout(60)
class HaproxyHttpResponseIT {

  private static final String OK =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 5\r\n\r\n";
  private static final String CHUNKED =
      "HTTP/1.1 200 OK\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n";

  @TempDir private static Path temp;
  private static HttpComparison both;

  @BeforeAll
  static void startBoth() throws IOException {
    both = new HttpComparison(temp);
  }

  @AfterAll
  static void stopBoth() throws IOException {
    if (both != null) {
      both.close();
    }
  }

  /** The server answers this, and the client gets a head. */
  private static Logged answer(String request, String response) throws IOException {
    return both.ask(
        Frontend.PLAIN,
        request,
        peers -> {
          Peers.send(peers.server(), response);
          Peers.expectHead(peers.client());
        });
  }

  // Ends as they should be

  @Test
  void get() throws IOException {
    Logged logged = answer(GET, OK + "hello");
    logged.expect("---- 200");
    assertThat(logged.ours()).extracting(HttpLogLine::request).containsExactly("GET /a HTTP/1.1");
  }

  @Test
  void head() throws IOException {
    answer(GET.replace("GET", "HEAD"), OK).expect("---- 200");
  }

  @Test
  void notModified() throws IOException {
    answer(GET, "HTTP/1.1 304 Not Modified\r\nConnection: close\r\nETag: \"1\"\r\n\r\n")
        .expect("---- 304");
  }

  @Test
  void chunks() throws IOException {
    answer(GET, CHUNKED + "5\r\nhello\r\n0\r\n\r\n").expect("---- 200");
  }

  @Test
  void untilTheServerCloses() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nhello");
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void httpOneZero() throws IOException {
    answer("GET /a HTTP/1.0\r\nHost: a.test\r\n\r\n", OK + "hello").expect("---- 200");
  }

  @Test
  void connectionIsToClose() throws IOException {
    both.ask(
            Frontend.CLOSE,
            GET,
            peers -> {
              Peers.send(peers.server(), OK + "hello");
              Peers.drain(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void twoRequests_onOneConnection() throws IOException {
    both.play(
            Frontend.PLAIN,
            2,
            peers -> {
              for (int i = 0; i < 2; i++) {
                Peers.send(peers.client(), GET);
                Peers.expectHead(peers.server());
                Peers.send(peers.server(), "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
                Peers.expectHead(peers.client());
              }
              // So that nobody else gets this connection.
              peers.server().close();
            })
        .expect("---- 200", "---- 200");
  }

  @Test
  void post() throws IOException {
    both.ask(
            Frontend.PLAIN,
            POST + "1234567890",
            peers -> {
              Peers.expect(peers.server(), "1234567890");
              Peers.send(peers.server(), OK + "hello");
              Peers.expectHead(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void clientFinishes_andGetsItsResponse() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              peers.client().shutdownOutput();
              Peers.send(peers.server(), OK + "hello");
              Peers.drain(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void serverAnswers_beforeTheBodyIsThere() throws IOException {
    both.ask(
            Frontend.PLAIN,
            POST + "12345",
            peers -> {
              Peers.expect(peers.server(), "12345");
              Peers.send(peers.server(), OK + "hello");
              Peers.expectHead(peers.client());
              Peers.send(peers.client(), "67890");
              Peers.drain(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void serverAnswersAndCloses_beforeTheBodyIsThere() throws IOException {
    both.ask(
            Frontend.CLIENT_IDLE,
            POST + "12345",
            peers -> {
              Peers.expect(peers.server(), "12345");
              Peers.send(peers.server(), OK + "hello");
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expectDifference("---- 200", "cD-- 200");
  }

  // No response

  @Test
  void serverIsSilent() throws IOException {
    both.ask(Frontend.SERVER_IDLE, GET, peers -> Peers.drain(peers.server())).expect("sH-- 504");
  }

  @Test
  void serverCloses() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              peers.server().close();
              Peers.expectHead(peers.client());
            })
        .expect("SH-- 502");
  }

  @Test
  void serverResets() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.reset(peers.server());
              Peers.expectHead(peers.client());
            })
        .expect("SH-- 502");
  }

  @Test
  void serverClosesInTheHead() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), "HTTP/1.1 200 O");
              peers.server().close();
              Peers.expectHead(peers.client());
            })
        .expect("SH-- 502");
  }

  @Test
  void serverSpeaksSomethingElse() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), "220 mail.test ESMTP\r\n\r\n");
              Peers.expectHead(peers.client());
            })
        .expect("PH-- 502");
  }

  @Test
  void clientResets_whileTheServerThinks() throws IOException {
    both.ask(
            Frontend.ABORT,
            GET,
            peers -> {
              Peers.reset(peers.client());
              Peers.drain(peers.server());
            })
        .expectDifference("CH-- -1", "CD-- -1");
  }

  // A part of a response

  @Test
  void serverClosesInTheBody() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), OK + "hel");
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expect("SD-- 200");
  }

  @Test
  void serverResetsInTheBody() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), OK + "hel");
              Peers.expectHead(peers.client());
              Peers.expect(peers.client(), "hel");
              Peers.reset(peers.server());
              Peers.drain(peers.client());
            })
        .expect("SD-- 200");
  }

  @Test
  void serverIsSilentInTheBody() throws IOException {
    both.ask(
            Frontend.SERVER_IDLE,
            GET,
            peers -> {
              Peers.send(peers.server(), OK + "hel");
              Peers.drain(peers.client());
            })
        .expect("sD-- 200");
  }

  @Test
  void chunkIsBroken() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), CHUNKED + "5\r\nhello\r\n");
              Peers.expectHead(peers.client());
              Peers.send(peers.server(), "zz\r\n");
              Peers.drain(peers.client());
            })
        .expect("SD-- 200");
  }

  @Test
  void chunksAreCut() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), CHUNKED + "5\r\nhello\r\n");
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expect("SD-- 200");
  }

  @Test
  void clientResetsInTheBody() throws IOException {
    both.ask(
            Frontend.PLAIN,
            GET,
            peers -> {
              Peers.send(peers.server(), "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\nhel");
              Peers.expectHead(peers.client());
              Peers.expect(peers.client(), "hel");
              Peers.reset(peers.client());
              // HAProxy notices when it writes.
              Peers.sendUntilCut(peers.server());
            })
        .expect("CD-- 200");
  }

  @Test
  void clientTakesNothing() throws IOException {
    Logged logged =
        both.ask(
            Frontend.CLIENT_IDLE,
            GET,
            peers -> {
              Peers.send(peers.server(), "HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n");
              Peers.sendUntilCut(peers.server());
            });
    logged.expect("cD-- 200");
  }

  // Tunnels

  private static final String UPGRADE =
      "GET /a HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade\r\nUpgrade: chat\r\n\r\n";

  private static final String SWITCHED =
      UPGRADE.replace("GET /a HTTP/1.1\r\nHost: a.test", "HTTP/1.1 101 Switching Protocols");

  private static Logged tunnel(Frontend frontend, Script rest) throws IOException {
    return both.ask(
        frontend,
        UPGRADE,
        peers -> {
          Peers.send(peers.server(), SWITCHED);
          Peers.expectHead(peers.client());
          peers.talk();
          rest.play(peers);
        });
  }

  @Test
  void tunnel_thatTheServerEnds() throws IOException {
    tunnel(
            Frontend.PLAIN,
            peers -> {
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expect("---- 101");
  }

  @Test
  void tunnel_thatTheClientEnds() throws IOException {
    tunnel(
            Frontend.PLAIN,
            peers -> {
              peers.client().close();
              Peers.drain(peers.server());
            })
        .expect("---- 101");
  }

  @Test
  void tunnel_thatTheClientResets() throws IOException {
    tunnel(
            Frontend.PLAIN,
            peers -> {
              Peers.reset(peers.client());
              Peers.drain(peers.server());
            })
        .expect("CD-- 101");
  }

  @Test
  void tunnel_thatIsSilent() throws IOException {
    tunnel(Frontend.TUNNEL, peers -> Peers.drain(peers.client())).expect("cD-- 101");
  }
}
