package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code bin/proxy demo}: each line it prints is given to a shell as it stands. */
@Timeout(90)
class DemoIT {

  private static final int TLS_ALERT = 35;
  private static final int TIMED_OUT = 28;

  @TempDir private Path temp;

  @Test
  void printedLines_giveWhatTheyPromise_andNothingIsLeft() throws Exception {
    Program.named("curl");
    Product product = Product.unpack(temp);
    try (Started demo = product.start("demo", "--seconds", "60")) {
      demo.awaitOut("Each leaves a line below");
      List<String> lines =
          demo.outLines().stream().map(String::strip).filter(l -> l.startsWith("curl ")).toList();
      assertThat(lines).hasSize(6);

      assertPage(lines.get(0), "This is social.localhost, asked as https://social.localhost:");
      assertPage(lines.get(1), "This is www.localhost, asked as https://www.localhost:");
      Command.Outcome unknown = shell(lines.get(2));
      assertThat(unknown.exit()).as(unknown.text()).isEqualTo(TLS_ALERT);
      assertThat(unknown.err()).contains("unrecognized name");
      assertPage(lines.get(3), "This is blog.localhost, asked as http://blog.localhost:");
      assertPage(lines.get(4), "This is shop.localhost, asked as http://any.localhost:");
      Command.Outcome webSocket = shell(lines.get(5));
      assertThat(webSocket.exit()).as(webSocket.text()).isEqualTo(TIMED_OUT);
      assertThat(webSocket.out())
          .startsWith("HTTP/1.1 101 Switching Protocols")
          .contains("Welcome to the WebSocket of social.localhost");

      demo.awaitOut(" https-in social/s1 ");
      demo.awaitOut(" https-in www/s1 ");
      demo.awaitOut(" https-in https-in/<NOSRV> ");
      demo.awaitOut(" http-in blog/s1 ");
      demo.awaitOut(" why=\"host:blog@gen1\"");
      demo.awaitOut(" http-in shop/s1 ");
      Path folder = folder(demo);
      assertThat(folder).isDirectory();
      demo.signal("TERM");
      assertThat(demo.awaitExit()).isZero();
      assertThat(folder).doesNotExist();
    }
  }

  @Test
  void seconds_endIt() throws Exception {
    Product product = Product.unpack(temp);
    try (Started demo = product.start("demo", "--seconds", "1")) {
      demo.awaitOut("Each leaves a line below");
      Path folder = folder(demo);

      assertThat(demo.awaitExit()).isZero();
      assertThat(folder).doesNotExist();
    }
  }

  private static void assertPage(String line, String start)
      throws IOException, InterruptedException {
    Command.Outcome outcome = shell(line);
    assertThat(outcome.exit()).as(line + ": " + outcome.text()).isZero();
    assertThat(outcome.out()).startsWith(start).endsWith("/hello\n");
  }

  private static Command.Outcome shell(String line) throws IOException, InterruptedException {
    return Command.run("/bin/sh", "-c", line);
  }

  private static Path folder(Started demo) {
    String line = demo.awaitOut("The proxy runs with this configuration");
    Path file = Path.of(line.substring(line.indexOf('(') + 1, line.indexOf(')')));
    return Objects.requireNonNull(file.getParent());
  }
}
