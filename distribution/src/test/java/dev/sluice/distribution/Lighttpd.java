package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A lighttpd with the same files over HTTP and, with a certificate of its own, over HTTPS.
 *
 * @param process the program
 * @param httpPort without TLS
 * @param tlsPort with
 * @param requestLog has a line for each request: {@code for=127.0.0.1 connection=close GET /page
 *     HTTP/1.1 200}, with {@code -} for a field that is not there
 */
record Lighttpd(Started process, int httpPort, int tlsPort, Path requestLog)
    implements AutoCloseable {

  /** Starts one that serves what lies in {@code files}. */
  static Lighttpd start(Path work, Path files, Certificate certificate)
      throws IOException, InterruptedException {
    String program = Program.named("lighttpd");
    int httpPort = Ports.free();
    int tlsPort = Ports.free();
    Path requestLog = work.resolve("lighttpd.log");
    Path configuration = work.resolve("lighttpd.conf");
    Files.writeString(
        configuration,
        """
        server.modules = ( "mod_openssl", "mod_accesslog" )
        server.document-root = "%s"
        server.bind = "127.0.0.1"
        server.port = %d
        mimetype.assign = ( "" => "text/plain" )
        accesslog.filename = "%s"
        accesslog.format = "for=%%{X-Forwarded-For}i connection=%%{Connection}i %%r %%s"
        $SERVER["socket"] == "127.0.0.1:%d" {
          ssl.engine = "enable"
          ssl.pemfile = "%s"
        }
        """
            .formatted(files, httpPort, requestLog, tlsPort, certificate.both()));
    Command.Outcome checked = Command.run(program, "-tt", "-f", configuration.toString());
    if (checked.text().contains("mod_openssl")) {
      // Debian has it in a package of its own, which lighttpd only recommends.
      Program.missing("lighttpd-mod-openssl");
    }
    Started process = Started.of(work, program, "-D", "-f", configuration.toString());
    try {
      Ports.awaitListening(httpPort);
      Ports.awaitListening(tlsPort);
    } catch (RuntimeException e) {
      process.close();
      throw new IOException("lighttpd does not start: " + process.errLines(), e);
    }
    return new Lighttpd(process, httpPort, tlsPort, requestLog);
  }

  /** Waits for the line of a request. */
  String awaitRequest(String target) throws IOException, InterruptedException {
    // It writes every four seconds, or now.
    process.signal("HUP");
    String part = " " + target + " ";
    await()
        .atMost(Started.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() ->
            assertThat(Started.lines(requestLog))
                .anySatisfy(line -> assertThat(line).contains(part)));
    return Started.lines(requestLog).stream()
        .filter(line -> line.contains(part))
        .findFirst()
        .orElseThrow();
  }

  @Override
  public void close() {
    process.close();
  }
}
