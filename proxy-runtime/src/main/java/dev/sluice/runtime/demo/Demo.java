package dev.sluice.runtime.demo;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * All that the demo needs besides the proxy: two servers with TLS and certificates of their own,
 * two without, and a configuration that puts them behind two ports. What it writes lies in a
 * temporary folder; it is gone after {@link #close}.
 */
public final class Demo implements AutoCloseable {

  private static final String SOCIAL = "social.localhost";
  private static final String WWW = "www.localhost";
  private static final String BLOG = "blog.localhost";
  private static final String SHOP = "shop.localhost";

  private final Path folder;
  private final DemoServers servers = new DemoServers();
  private final int tlsPort;
  private final int httpPort;

  private Demo(Path folder, int tlsPort, int httpPort) {
    this.folder = folder;
    this.tlsPort = tlsPort;
    this.httpPort = httpPort;
  }

  /** Starts the servers and writes the configuration. */
  public static Demo start() throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("sluice-demo-");
    int tlsPort = DemoPorts.free(8443);
    Demo demo = new Demo(folder, tlsPort, DemoPorts.free(tlsPort == 8080 ? 8081 : 8080));
    try {
      demo.startServers();
      Files.writeString(demo.configuration(), demo.text());
      return demo;
    } catch (IOException | InterruptedException | RuntimeException e) {
      demo.close();
      throw e;
    }
  }

  private void startServers() throws IOException, InterruptedException {
    Map<String, Path> certificates =
        Map.of(SOCIAL, folder.resolve("social.p12"), WWW, folder.resolve("www.p12"));
    Certificates.make(certificates);
    certificates.forEach(servers::https);
    servers.http(BLOG);
    servers.http(SHOP);
    servers.warmUp(SOCIAL);
  }

  /** The home of the demo's proxy. */
  public Path folder() {
    return folder;
  }

  /** The file with the proxy's configuration. */
  public Path configuration() {
    return folder.resolve("proxy.json");
  }

  /** The configuration, to be shown. */
  public String text() {
    return """
    {
      // Both log to standard output, in HAProxy's tcplog format.
      "logs": { "demo": { "stdout": {} } },
      // And at its end by which route a session went, or why it did not.
      "defaults": { "log-format": { "tcplog": { "why": true } } },
      "frontends": {
        // TLS is routed by the server name and not terminated: each server has its own certificate.
        "https-in": {
          "bind": "127.0.0.1:%d",
          "routes": [
            { "name": "social", "match": { "sni": "%s" }, "backend": "social" },
            { "name": "www", "match": { "sni": "%s" }, "backend": "www" }
          ]
        },
        // A connection is routed by the Host of its first request.
        "http-in": {
          "bind": "127.0.0.1:%d",
          "routes": [
            { "name": "blog", "match": { "host": "%s" }, "backend": "blog" }
          ],
          "default-backend": "shop"
        }
      },
      "backends": {
        "social": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "www": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "blog": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "shop": { "servers": { "s1": { "address": "127.0.0.1:%d" } } }
      }
    }
    """
        .formatted(
            tlsPort,
            SOCIAL,
            WWW,
            httpPort,
            BLOG,
            servers.port(SOCIAL),
            servers.port(WWW),
            servers.port(BLOG),
            servers.port(SHOP));
  }

  /** Prints what runs and what to try. */
  public void introduce(PrintWriter out) {
    out.println("The proxy runs with this configuration (" + configuration() + "):");
    out.println();
    out.print(text());
    out.println();
    out.println("Try, in another terminal:");
    https(out, SOCIAL, "This is " + SOCIAL + ", with a certificate of its own");
    https(out, WWW, "This is " + WWW + ", on the same port");
    https(out, "other.localhost", "refused with the TLS alert unrecognized_name");
    http(out, BLOG, "This is " + BLOG);
    http(out, "any.localhost", "This is " + SHOP + ", the default backend");
    out.println();
    out.println("  # 101 Switching Protocols, then: " + DemoServers.greeting(SOCIAL));
    out.println("  # (curl cannot answer a message: it leaves after two seconds)");
    out.println(
        "  curl -k -i -N --max-time 2 --http1.1 -H 'Connection: Upgrade' -H 'Upgrade: websocket'"
            + " -H 'Sec-WebSocket-Version: 13' -H 'Sec-WebSocket-Key: c2x1aWNlLWRlbW8ta2V5IQ=='"
            + curlTo(SOCIAL, tlsPort)
            + " https://"
            + SOCIAL
            + ":"
            + tlsPort
            + "/");
    out.println();
    out.println("Each leaves a line below. Edit the configuration, and it is in effect at once.");
    out.println();
    out.flush();
  }

  private void https(PrintWriter out, String name, String expected) {
    out.println();
    out.println("  # " + expected);
    out.println(
        "  curl -k" + curlTo(name, tlsPort) + " https://" + name + ":" + tlsPort + "/hello");
  }

  private void http(PrintWriter out, String name, String expected) {
    out.println();
    out.println("  # " + expected);
    out.println("  curl" + curlTo(name, httpPort) + " http://" + name + ":" + httpPort + "/hello");
  }

  private static String curlTo(String name, int port) {
    return " --noproxy '*' --resolve " + name + ":" + port + ":127.0.0.1";
  }

  /** Stops the servers and deletes the folder. */
  @Override
  public void close() throws IOException {
    servers.close();
    delete(folder);
  }

  private static void delete(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (DirectoryStream<Path> children = Files.newDirectoryStream(path)) {
        for (Path child : children) {
          delete(child);
        }
      }
    }
    Files.deleteIfExists(path);
  }
}
