package dev.sluice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A lighttpd with the same files over HTTP and, with a certificate of its own, over HTTPS.
 *
 * @param process the program
 * @param httpPort without TLS
 * @param tlsPort with
 */
record Lighttpd(Started process, int httpPort, int tlsPort) implements AutoCloseable {

  /** Starts one that serves what lies in {@code files}. */
  static Lighttpd start(Path work, Path files, Certificate certificate)
      throws IOException, InterruptedException {
    String program = Program.named("lighttpd");
    int httpPort = Ports.free();
    int tlsPort = Ports.free();
    Path configuration = work.resolve("lighttpd.conf");
    Files.writeString(
        configuration,
        """
        server.modules = ( "mod_openssl" )
        server.document-root = "%s"
        server.bind = "127.0.0.1"
        server.port = %d
        mimetype.assign = ( "" => "text/plain" )
        $SERVER["socket"] == "127.0.0.1:%d" {
          ssl.engine = "enable"
          ssl.pemfile = "%s"
        }
        """
            .formatted(files, httpPort, tlsPort, certificate.both()));
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
    return new Lighttpd(process, httpPort, tlsPort);
  }

  @Override
  public void close() {
    process.close();
  }
}
