package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The configuration that this project was made for: a web server and a TLS service that share the
 * ports of HTTP, in mode http, and of HTTPS, by server name.
 */
@Timeout(90)
class SharedPortsIT {

  private static final String WEB = "www.example.com";
  private static final String PUMP = "pump2.example.com";
  private static final String PAGE = "This is lighttpd\n";

  /** On loopback, too, but not among the excepted. */
  private static final String ELSEWHERE = "127.0.1.1";

  @TempDir private static Path temp;
  private static final List<AutoCloseable> started = new ArrayList<>();
  private static Certificate webCertificate;
  private static Certificate pumpCertificate;
  private static Lighttpd web;
  private static Started proxy;
  private static int http;
  private static int https;

  @BeforeAll
  static void start() throws Exception {
    webCertificate = Certificate.make(temp, WEB);
    pumpCertificate = Certificate.make(temp, PUMP);
    Path files = Files.createDirectories(temp.resolve("www"));
    Files.writeString(files.resolve("page"), PAGE);
    web = Lighttpd.start(temp, files, webCertificate);
    started.add(web);
    ShopServer pump = new ShopServer(pumpCertificate);
    started.add(pump);
    http = Ports.free();
    https = Ports.free();
    Product product = Product.unpack(temp.resolve("product"));
    product.configure(configuration(pump.tlsPort()));
    proxy = product.serve();
    started.add(proxy);
  }

  /** An operator excepts all of 127.0.0.0/8; here it is a part, so that there are others, too. */
  private static String configuration(int pumpPort) {
    return """
    {
      "global":   { "maxconn": 4000, "pidfile": "run/proxy.pid" },
      "defaults": { "maxconn": 3000, "retries": 3, "redispatch": true, "log-null": false,
                    "timeouts": { "http-request": "10s", "connect": "10s", "client": "1m",
                                  "server": "1m", "http-keep-alive": "10s" } },
      "frontends": {
        "http-in":  { "bind": "127.0.0.1:%d", "mode": "http", "log-format": "httplog",
                      "forwarded-for": { "except": ["127.0.0.0/24"] },
                      "connection": "server-close", "default-backend": "servers" },
        "https-in": { "bind": "127.0.0.1:%d", "mode": "tcp", "log-format": "tcplog",
                      "timeouts": { "inspect": "5s" },
                      "routes": [ { "name": "pump", "match": { "sni": "pump2.example.com" },
                                    "backend": "pumpio-ssl" } ],
                      "default-backend": "servers-ssl" } },
      "backends": {
        "servers":     { "mode": "http",
                         "servers": { "server1": { "address": "127.0.0.1:%d" } } },
        "servers-ssl": { "servers": { "server-ssl1": { "address": "127.0.0.1:%d" } } },
        "pumpio-ssl":  { "servers": { "pump": { "address": "127.0.0.1:%d" } } } }
    }
    """
        .formatted(http, https, web.httpPort(), web.tlsPort(), pumpPort);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : started.reversed()) {
      part.close();
    }
  }

  private static String http(String name, String path) {
    return "http://" + name + ":" + http + path;
  }

  private static String https(String name, String path) {
    return "https://" + name + ":" + https + path;
  }

  // curl

  @Test
  void curl_fromElsewhere_isToldToTheServer_whateverItSaysItself() throws Exception {
    Command.Outcome outcome =
        Curl.get(
            http(WEB, "/page?elsewhere"),
            "--interface",
            ELSEWHERE,
            "--header",
            "X-Forwarded-For: 192.0.2.66");

    assertThat(outcome.text()).isEqualTo(PAGE);
    assertThat(web.awaitRequest("/page?elsewhere")).startsWith("for=" + ELSEWHERE + " ");
  }

  @Test
  void curl_fromAnExceptedAddress_isNotToldToTheServer() throws Exception {
    assertThat(Curl.get(http(WEB, "/page?here")).text()).isEqualTo(PAGE);

    assertThat(web.awaitRequest("/page?here")).startsWith("for=- ");
  }

  @Test
  void curl_keepsItsConnection_andTheServersIsClosedAfterEachRequest() throws Exception {
    Command.Outcome outcome =
        Curl.get(
            http(WEB, "/page?second"),
            "--write-out",
            "%{num_connects}\n",
            http(WEB, "/page?first"));

    assertThat(outcome.text()).isEqualTo(PAGE + "1\n" + PAGE + "0\n");
    assertThat(web.awaitRequest("/page?first")).contains(" connection=close ");
    assertThat(web.awaitRequest("/page?second")).contains(" connection=close ");
    String first = proxy.awaitOut("/page?first");
    assertThat(first)
        .matches(
            "127\\.0\\.0\\.1:\\d+ \\[\\S+] http-in servers/server1 \\d+/\\d+/\\d+/\\d+/\\d+ 200"
                + " \\d+ - - ---- \\d+/\\d+/\\d+/\\d+/0 0/0 \"GET /page\\?first HTTP/1\\.1\"");
    String client = first.substring(0, first.indexOf(' ') + 1);
    assertThat(proxy.awaitOut("/page?second")).startsWith(client);
  }

  @Test
  void curl_overTls_reachesTheServerOfEachName_andAllOthersReachTheWebServer() throws Exception {
    // --cacert: curl takes no certificate but that one.
    Command.Outcome atWeb =
        Curl.get(https(WEB, "/page?tls"), "--cacert", webCertificate.file().toString());
    Command.Outcome atPump =
        Curl.get(https(PUMP, "/"), "--cacert", pumpCertificate.file().toString());
    Command.Outcome atOther = Curl.get(https("other.example.com", "/page?other"), "-k");

    assertThat(atWeb.text()).isEqualTo(PAGE);
    assertThat(atPump.text()).isEqualTo("This is the shop at " + PUMP + "\n");
    assertThat(atOther.text()).isEqualTo(PAGE);
    // Nobody but the client and the server reads what is said there.
    assertThat(web.awaitRequest("/page?tls")).startsWith("for=- ");
    proxy.awaitOut(" https-in servers-ssl/server-ssl1 ");
    proxy.awaitOut(" https-in pumpio-ssl/pump ");
  }

  // Java

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Started.PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  /** It asks to change to HTTP/2, too, which is for one connection and stays here. */
  @Test
  void httpClient_fromElsewhere_isToldToTheServer() throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder().localAddress(InetAddress.getByName(ELSEWHERE)).build()) {
      HttpResponse<String> first = get(client, http(WEB, "/page?java1"));
      HttpResponse<String> second = get(client, http(WEB, "/page?java2"));

      assertThat(first.body()).isEqualTo(PAGE);
      assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_1_1);
      assertThat(second.body()).isEqualTo(PAGE);
      assertThat(web.awaitRequest("/page?java1"))
          .isEqualTo("for=" + ELSEWHERE + " connection=close GET /page?java1 HTTP/1.1 200");
      assertThat(web.awaitRequest("/page?java2")).startsWith("for=" + ELSEWHERE + " ");
    }
  }

  @Test
  void httpClient_overTls_reachesTheServerOfEachName() throws Exception {
    try (HttpClient client =
        HttpClient.newBuilder()
            .sslContext(Certificate.trust(webCertificate, pumpCertificate))
            .build()) {
      HttpResponse<String> atWeb = get(client, https(WEB, "/page?java-tls"));
      HttpResponse<String> atPump = get(client, https(PUMP, "/"));

      assertThat(atWeb.body()).isEqualTo(PAGE);
      assertThat(atWeb.sslSession().orElseThrow().getPeerCertificates())
          .containsExactly(webCertificate.value());
      assertThat(atPump.body()).isEqualTo("This is the shop at " + PUMP + "\n");
      assertThat(atPump.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(atPump.sslSession().orElseThrow().getPeerCertificates())
          .containsExactly(pumpCertificate.value());
    }
  }
}
