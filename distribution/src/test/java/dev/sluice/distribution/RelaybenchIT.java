package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The load generator of the comparison: what it takes for a response, and what for a failure. */
@Timeout(60)
class RelaybenchIT {

  private static final Path SOURCE = Path.of("../benchmarks/relaybench.c").toAbsolutePath();

  @TempDir private Path temp;
  private String relaybench;

  @BeforeEach
  void compiles_withoutWarnings() throws Exception {
    relaybench = temp.resolve("relaybench").toString();
    Command.Outcome compiled =
        Command.run(
            Program.named("gcc"),
            "-O2",
            "-Wall",
            "-Wextra",
            "-Werror",
            "-o",
            relaybench,
            SOURCE.toString());
    assertThat(compiled.exit()).as(compiled.text()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nX: y\r\nContent-Length:3\t\r\nZ: z\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
      })
  void requests_countsResponseOfItsLength(String response) throws Exception {
    assertThat(requests(response)).contains("\"failed\": 0,").doesNotContain("\"operations\": 0.0");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3x\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nabc",
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc",
        "hello\r\n\r\n",
      })
  void requests_countsWhatIsNoSuchResponseAsFailed(String response) throws Exception {
    assertThat(requests(response)).contains("\"operations\": 0.0").doesNotContain("\"failed\": 0,");
  }

  @Test
  void requests_needsRateAndHost() throws Exception {
    Command.Outcome outcome = Command.run(relaybench, "requests", "--port", "1", "--rate", "10");

    assertThat(outcome.exit()).isEqualTo(2);
    assertThat(outcome.err()).contains("requests --rate and --host");
  }

  /** The line that it prints about a server that answers all requests so. */
  private String requests(String response) throws Exception {
    try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> acceptAll(listening, response.getBytes(ISO_8859_1)));
      Command.Outcome outcome =
          Command.run(
              relaybench,
              "requests",
              "--port",
              String.valueOf(listening.getLocalPort()),
              "--conns",
              "2",
              "--secs",
              "1",
              "--rate",
              "50",
              "--host",
              "a.example");
      assertThat(outcome.exit()).as(outcome.text()).isZero();
      return outcome.out();
    }
  }

  private static void acceptAll(ServerSocket listening, byte[] response) {
    try {
      while (true) {
        Socket client = listening.accept();
        Thread.ofVirtual().start(() -> serve(client, response));
      }
    } catch (IOException closed) {
      // The test has ended.
    }
  }

  /** Answers in pieces, as no reader may expect a response, or a head, to come at once. */
  private static void serve(Socket client, byte[] response) {
    try (client) {
      client.setTcpNoDelay(true);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        for (int i = 0; line.isEmpty() && i < response.length; i++) {
          client.getOutputStream().write(response[i]);
        }
      }
    } catch (IOException cut) {
      // It leaves when it has read enough.
    }
  }
}
