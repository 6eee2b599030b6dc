package dev.sluice.distribution;

import static dev.sluice.distribution.HttpComparison.GET;
import static dev.sluice.distribution.HttpComparison.POST;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.distribution.HttpComparison.Frontend;
import dev.sluice.distribution.HttpComparison.Logged;
import dev.sluice.distribution.HttpComparison.Script;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Requests that do not come to a response: what a live HAProxy and ours log of them. Phases
 * reached, status, termination, counts, retries and queues must be the same. Deliberately not the
 * same:
 *
 * <table>
 * <caption>Differences</caption>
 * <tr><th>request</th><th>HAProxy</th><th>ours</th><th>why</th></tr>
 * <tr><td>HTTP/2.0 without TLS</td><td>400</td><td>505</td><td rowspan="3">the status that RFC
 *   9110 or 6585 has for it</td></tr>
 * <tr><td>a head that is too large</td><td>400</td><td>431</td></tr>
 * <tr><td>an unknown Transfer-Encoding</td><td>422</td><td>501</td></tr>
 * <tr><td>no route</td><td>SC 503</td><td>PR 404</td><td>no server has failed</td></tr>
 * <tr><td>the client resets while a server is dialled</td><td>dials on: sC 503</td><td>CC at
 *   once</td><td>nobody is left to serve</td></tr>
 * <tr><td>the client ends in the middle of a body</td><td>CL, or CD</td><td>CD</td><td>it is cut
 *   like one that resets</td></tr>
 * <tr><td>the client stops in the middle of a body</td><td>waits for the server: sH 504</td><td>cH
 *   408</td><td>as HAProxy's manual has it</td></tr>
 * <tr><td>bytes of a page for who has sent no request</td><td>0</td><td>those of the
 *   page</td><td>they were sent</td></tr>
 * </table>
 */
@Timeout(60)
class HaproxyHttpRequestIT {

  private static final String CHUNKED_POST =
      POST.replace("Content-Length: 10", "Transfer-Encoding: chunked") + "3\r\nabc\r\n";

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

  /** The client asks, and the proxy itself answers. */
  private static final Script IN_VAIN =
      peers -> {
        Peers.send(peers.client(), GET);
        Peers.expectHead(peers.client());
      };

  private static void leave(Peers peers) throws IOException {
    peers.client().shutdownOutput();
    Peers.drain(peers.client());
  }

  private static Script client(String text) {
    return peers -> {
      Peers.send(peers.client(), text);
      Peers.drain(peers.client());
    };
  }

  // No request

  @Test
  void clientLeavesWithoutAWord() throws IOException {
    both.play(Frontend.PLAIN, peers -> peers.client().close()).expect("CR-- 400");
  }

  @Test
  void clientResetsWithoutAWord() throws IOException {
    both.play(Frontend.PLAIN, peers -> Peers.reset(peers.client())).expect("CR-- 400");
  }

  @Test
  void clientIsSilent() throws IOException {
    both.play(Frontend.SLOW_HEAD, peers -> Peers.drain(peers.client())).expect("cR-- 408");
  }

  @Test
  void clientLeavesInTheHead() throws IOException {
    both.play(
            Frontend.PLAIN,
            peers -> {
              Peers.send(peers.client(), "GET / HT");
              leave(peers);
            })
        .expect("CR-- 400");
  }

  @Test
  void clientResetsInTheHead() throws IOException {
    both.play(
            Frontend.PLAIN,
            peers -> {
              Peers.send(peers.client(), "GET / HT");
              Peers.reset(peers.client());
            })
        .expect("CR-- 400");
  }

  @Test
  void headTakesTooLong() throws IOException {
    both.play(Frontend.SLOW_HEAD, client("GET / HT")).expect("cR-- 408");
  }

  @Test
  void headIsNoRequest() throws IOException {
    both.play(Frontend.PLAIN, client("GET / HTTP/1.1\r\nno field\r\n\r\n")).expect("PR-- 400");
  }

  @Test
  void hostIsBad() throws IOException {
    both.play(Frontend.PLAIN, client("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"))
        .expect("PR-- 400");
  }

  @Test
  void headIsTooLarge() throws IOException {
    both.play(
            Frontend.PLAIN,
            client("GET / HTTP/1.1\r\nHost: a.test\r\nX: " + "x".repeat(90_000) + "\r\n\r\n"))
        .expectDifference("PR-- 431", "PR-- 400");
  }

  @Test
  void versionIsTwo() throws IOException {
    both.play(Frontend.PLAIN, client("PRI * HTTP/2.0\r\n\r\n"))
        .expectDifference("PR-- 505", "PR-- 400");
  }

  @Test
  void unknownEncoding() throws IOException {
    both.play(
            Frontend.PLAIN,
            client("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n"))
        .expectDifference("PR-- 501", "PR-- 422");
  }

  // Between requests

  @Test
  void secondHeadTakesTooLong() throws IOException {
    both.play(
            Frontend.SLOW_HEAD,
            2,
            peers -> {
              answer(peers);
              Peers.send(peers.client(), "GET / HT");
              Peers.drain(peers.client());
            })
        .expect("---- 200", "cR-- 408");
  }

  @Test
  void secondHeadIsCut() throws IOException {
    both.play(
            Frontend.PLAIN,
            2,
            peers -> {
              answer(peers);
              Peers.send(peers.client(), "GET / HT");
              leave(peers);
            })
        .expect("---- 200", "CR-- 400");
  }

  @Test
  void noSecondRequest() throws IOException {
    both.play(
            Frontend.SLOW_HEAD,
            peers -> {
              answer(peers);
              Peers.drain(peers.client());
            })
        .expect("---- 200");
  }

  @Test
  void clientLeavesAfterItsAnswer() throws IOException {
    both.play(
            Frontend.PLAIN,
            peers -> {
              answer(peers);
              leave(peers);
            })
        .expect("---- 200");
  }

  private static void answer(Peers peers) throws IOException {
    Peers.send(peers.client(), GET);
    Peers.expectHead(peers.server());
    Peers.send(
        peers.server(), "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok");
    Peers.expectHead(peers.client());
    Peers.expect(peers.client(), "ok");
  }

  // Answered by the proxy

  @Test
  void nowhereToGo() throws IOException {
    both.play(Frontend.NOWHERE, IN_VAIN).expectDifference("PR-- 404", "SC-- 503");
  }

  @Test
  void monitor_isNotLogged() throws IOException {
    both.play(
            Frontend.MONITOR,
            peers -> {
              try (Socket watchdog = new Socket()) {
                watchdog.connect(peers.client().getRemoteSocketAddress());
                Peers.send(watchdog, GET.replace("/a", "/alive"));
                Peers.expectHead(watchdog);
              }
              answer(peers);
            })
        .expect("---- 200");
  }

  // No server

  @Test
  void serverRefuses() throws IOException {
    both.play(Frontend.REFUSED, IN_VAIN).expect("SC-- 503");
  }

  @Test
  void serverDoesNotAnswerTheDial() throws IOException {
    both.play(Frontend.UNREACHABLE, IN_VAIN).expect("sC-- 503");
  }

  @Test
  void clientResetsWhileConnecting() throws IOException {
    both.play(
            Frontend.UNREACHABLE,
            peers -> {
              Peers.send(peers.client(), GET);
              Peers.reset(peers.client());
            })
        .expectDifference("CC-- -1", "sC-- 503");
  }

  @Test
  void clientFinishesWhileConnecting() throws IOException {
    both.play(
            Frontend.UNREACHABLE,
            peers -> {
              Peers.send(peers.client(), GET);
              leave(peers);
            })
        .expect("sC-- 503");
  }

  @Test
  void otherServerIsTaken() throws IOException {
    both.play(
            Frontend.REDISPATCH,
            2,
            peers -> {
              answer(peers);
              Peers.send(peers.client(), GET);
              Socket second = peers.acceptAnother();
              Peers.expectHead(second);
              Peers.send(
                  second, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
              Peers.expectHead(peers.client());
            })
        .expect("---- 200", "---- 200");
  }

  // The body

  @Test
  void bodyIsCut() throws IOException {
    both.ask(
            Frontend.PLAIN,
            POST + "12345",
            peers -> {
              peers.client().shutdownOutput();
              Peers.drain(peers.server());
              peers.server().close();
              Peers.drain(peers.client());
            })
        .expectDifference("CD-- -1", "CL-- -1", "CD-- -1");
  }

  @Test
  void bodyIsReset() throws IOException {
    both.ask(
            Frontend.PLAIN,
            POST + "12345",
            peers -> {
              Peers.reset(peers.client());
              Peers.drain(peers.server());
              peers.server().close();
            })
        .expect("CD-- -1");
  }

  @Test
  void bodyTakesTooLong() throws IOException {
    both.ask(
            Frontend.CLIENT_IDLE,
            POST + "12345",
            peers -> {
              Peers.drain(peers.client());
            })
        .expectDifference("cH-- 408", "sH-- 504");
  }

  @Test
  void chunkIsBroken() throws IOException {
    both.ask(
            Frontend.PLAIN,
            CHUNKED_POST,
            peers -> {
              Peers.send(peers.client(), "zz\r\n");
              Peers.drain(peers.client());
            })
        .expect("PH-- 400");
  }

  @Test
  void clientThatSaidNothing_isNotLogged_ifSoConfigured() throws IOException {
    Logged logged =
        both.play(
            Frontend.QUIET,
            peers -> {
              try (Socket silent = new Socket()) {
                silent.connect(peers.client().getRemoteSocketAddress());
              }
              answer(peers);
            });
    logged.expect("---- 200");
    assertThat(logged.ours()).hasSize(1);
  }
}
