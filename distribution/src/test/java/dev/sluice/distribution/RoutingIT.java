package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the product is for: a real web server and another one behind two shared ports, by server
 * name and by Host, seen by the clients that people use.
 */
@Timeout(90)
class RoutingIT {

  private static final String WEB = "web.example";
  private static final String SHOP = "shop.example";
  private static final String UNKNOWN = "unknown.example";

  private static final String WEB_PAGE = "This is lighttpd\n";
  private static final byte[] LARGE = new byte[3_000_000];

  @TempDir private static Path temp;
  private static final List<AutoCloseable> started = new ArrayList<>();
  private static Certificate webCertificate;
  private static Certificate shopCertificate;
  private static Started proxy;
  private static int tls;
  private static int http;

  @BeforeAll
  static void start() throws Exception {
    webCertificate = Certificate.make(temp, WEB);
    shopCertificate = Certificate.make(temp, SHOP);
    Path files = Files.createDirectories(temp.resolve("www"));
    Files.writeString(files.resolve("page"), WEB_PAGE);
    new Random(1).nextBytes(LARGE);
    Files.write(files.resolve("large"), LARGE);
    Lighttpd web = Lighttpd.start(temp, files, webCertificate);
    started.add(web);
    ShopServer shop = new ShopServer(shopCertificate);
    started.add(shop);
    tls = Ports.free();
    http = Ports.free();
    Product product = Product.unpack(temp.resolve("product"));
    product.configure(configuration(web, shop));
    proxy = product.serve();
    started.add(proxy);
  }

  private static String configuration(Lighttpd web, ShopServer shop) {
    return """
    {
      "frontends": {
        "https-in": {
          "bind": "127.0.0.1:%d",
          "routes": [
            { "match": { "sni": "web.example" }, "backend": "web-tls" },
            { "match": { "sni": ["shop.example", "*.shop.example"] }, "backend": "shop-tls" }
          ]
        },
        "http-in": {
          "bind": "127.0.0.1:%d",
          "routes": [ { "match": { "host": "web.example" }, "backend": "web" } ],
          "default-backend": "shop"
        }
      },
      "backends": {
        "web-tls": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "shop-tls": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "web": { "servers": { "s1": { "address": "127.0.0.1:%d" } } },
        "shop": { "servers": { "s1": { "address": "127.0.0.1:%d" } } }
      }
    }
    """
        .formatted(tls, http, web.tlsPort(), shop.tlsPort(), web.httpPort(), shop.httpPort());
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : started.reversed()) {
      part.close();
    }
  }

  // curl

  private static String https(String name, String path) {
    return "https://" + name + ":" + tls + path;
  }

  private static String http(String name, String path) {
    return "http://" + name + ":" + http + path;
  }

  @Test
  void curl_reachesTheServerOfEachName_andSeesItsCertificate() throws Exception {
    // --cacert: curl takes no certificate but that one.
    Command.Outcome web =
        Curl.get(https(WEB, "/page"), "--cacert", webCertificate.file().toString());
    Command.Outcome shop =
        Curl.get(https(SHOP, "/"), "--cacert", shopCertificate.file().toString());
    Command.Outcome wrong =
        Curl.get(https(SHOP, "/"), "--cacert", webCertificate.file().toString());

    assertThat(web.text()).isEqualTo(WEB_PAGE);
    assertThat(shop.text()).isEqualTo("This is the shop at shop.example\n");
    assertThat(wrong.exit()).as("curl: certificate not trusted").isEqualTo(60);
    proxy.awaitOut(" https-in web-tls/s1 ");
    proxy.awaitOut(" https-in shop-tls/s1 ");
  }

  @Test
  void curl_underAWildcard_reachesItsServer() throws Exception {
    Command.Outcome below = Curl.get(https("Fish.Shop.Example", "/"), "-k");

    assertThat(below.text()).isEqualToIgnoringCase("This is the shop at fish.shop.example\n");
  }

  @Test
  void curl_toAnUnknownName_isToldSo() throws Exception {
    Command.Outcome outcome = Curl.get(https(UNKNOWN, "/"), "-k");

    assertThat(outcome.exit()).as(outcome.text()).isEqualTo(35);
    assertThat(outcome.err()).contains("unrecognized name");
  }

  @Test
  void curl_plainHttpToTheTlsPort_isToldWhatToDo() throws Exception {
    Command.Outcome outcome = Curl.get("http://" + WEB + ":" + tls + "/page", "-i");

    assertThat(outcome.exit()).as(outcome.text()).isZero();
    assertThat(outcome.out())
        .startsWith("HTTP/1.1 400 Bad Request\r\n")
        .contains("\r\n\r\n400 Bad Request: this port speaks TLS: use https\nrequest ");
  }

  @Test
  void curl_reachesTheServerOfEachHost() throws Exception {
    assertThat(Curl.get(http(WEB, "/page")).text()).isEqualTo(WEB_PAGE);
    assertThat(Curl.get(http(SHOP, "/")).text()).isEqualTo("This is the shop at shop.example\n");
    assertThat(Curl.get(http(UNKNOWN, "/")).text())
        .isEqualTo("This is the shop at unknown.example\n");
    assertThat(Curl.get(http("WEB.Example.", "/page")).text()).isEqualTo(WEB_PAGE);
    proxy.awaitOut(" http-in web/s1 ");
    proxy.awaitOut(" http-in shop/s1 ");
  }

  @Test
  void largeFile_arrivesAsItIs() throws Exception {
    Path plain = temp.resolve("large.http");
    Path encrypted = temp.resolve("large.https");

    assertThat(Curl.get(http(WEB, "/large"), "-o", plain.toString()).text()).isEmpty();
    assertThat(Curl.get(https(WEB, "/large"), "-k", "-o", encrypted.toString()).text()).isEmpty();

    assertThat(plain).hasBinaryContent(LARGE);
    assertThat(encrypted).hasBinaryContent(LARGE);
  }

  // openssl s_client

  private static Command.Outcome sClient(int port, String... options)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(Program.named("openssl"), "s_client", "-connect", "127.0.0.1:" + port));
    command.addAll(List.of(options));
    return Command.run(command.toArray(String[]::new));
  }

  @Test
  void sClient_getsTheCertificateOfEachName() throws Exception {
    for (Certificate certificate : List.of(webCertificate, shopCertificate)) {
      for (String version : List.of("-tls1_2", "-tls1_3")) {
        Command.Outcome outcome = sClient(tls, "-servername", certificate.name(), version);

        assertThat(outcome.exit()).as(outcome.text()).isZero();
        assertThat(outcome.out()).contains(Files.readString(certificate.file()));
      }
    }
  }

  @Test
  void sClient_withAnUnknownName_orNone_isToldSo() throws Exception {
    for (String[] name :
        List.of(new String[] {"-servername", UNKNOWN}, new String[] {"-noservername"})) {
      Command.Outcome outcome = sClient(tls, name);

      assertThat(outcome.exit()).isNotZero();
      assertThat(outcome.text()).contains("unrecognized name").contains("no peer certificate");
    }
  }

  @Test
  void sClient_toTheHttpPort_isToldSo() throws Exception {
    Command.Outcome outcome = sClient(http, "-servername", WEB);

    assertThat(outcome.exit()).isNotZero();
    assertThat(outcome.text()).contains("handshake failure");
  }

  // Java

  private static SSLContext trust() throws GeneralSecurityException, IOException {
    return Certificate.trust(webCertificate, shopCertificate);
  }

  private static HttpClient httpClient() throws GeneralSecurityException, IOException {
    return HttpClient.newBuilder().sslContext(trust()).connectTimeout(Started.PATIENCE).build();
  }

  private static HttpResponse<String> get(HttpClient client, String url)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(Started.PATIENCE).build();
    return client.send(request, HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void httpClient_reachesTheServerOfEachName() throws Exception {
    try (HttpClient client = httpClient()) {
      HttpResponse<String> web = get(client, https(WEB, "/page"));
      HttpResponse<String> shop = get(client, https(SHOP, "/"));

      assertThat(web.body()).isEqualTo(WEB_PAGE);
      assertThat(web.headers().firstValue("server"))
          .hasValueSatisfying(server -> assertThat(server).startsWith("lighttpd/"));
      assertThat(web.sslSession().orElseThrow().getPeerCertificates())
          .containsExactly(webCertificate.value());
      assertThat(shop.body()).isEqualTo("This is the shop at shop.example\n");
      assertThat(shop.version()).isEqualTo(HttpClient.Version.HTTP_2);
      assertThat(shop.sslSession().orElseThrow().getPeerCertificates())
          .containsExactly(shopCertificate.value());
    }
  }

  @Test
  void httpClient_toAnUnknownName_isToldSo() throws Exception {
    try (HttpClient client = httpClient()) {
      assertThatThrownBy(() -> get(client, https(UNKNOWN, "/")))
          .isInstanceOf(IOException.class)
          .hasStackTraceContaining("unrecognized_name");
    }
  }

  @Test
  void httpClient_reachesTheServerOfEachHost() throws Exception {
    try (HttpClient client = httpClient()) {
      assertThat(get(client, http(WEB, "/page")).body()).isEqualTo(WEB_PAGE);
      assertThat(get(client, http(SHOP, "/")).body())
          .isEqualTo("This is the shop at shop.example\n");
    }
  }

  @Test
  void webSocket_carriesMessagesBothWays_throughTheSniRoute() throws Exception {
    String large = "0123456789".repeat(20_000);
    Messages messages = new Messages();
    try (HttpClient client = httpClient()) {
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(30))
              .buildAsync(URI.create("wss://" + SHOP + ":" + tls + "/"), messages)
              .get(30, TimeUnit.SECONDS);

      assertThat(messages.next()).isEqualTo("welcome");
      for (String text : List.of("one", "two", large)) {
        socket.sendText(text, true).get(30, TimeUnit.SECONDS);
        assertThat(messages.next()).isEqualTo("shop: " + text);
      }
      socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void helloByteByByte_reachesTheSameServer() throws Exception {
    byte[] hello = SampleHello.to(SHOP);
    try (Socket client = Ports.connect(tls)) {
      client.setTcpNoDelay(true);
      for (byte one : hello) {
        client.getOutputStream().write(one);
      }
      // A handshake record: the server's hello. Who was refused would get an alert, type 21.
      assertThat(client.getInputStream().read()).isEqualTo(22);
    }
  }

  @Test
  void javaSocketWithoutAName_isToldSo() throws Exception {
    try (Socket plain = Ports.connect(tls);
        SSLSocket client =
            (SSLSocket) trust().getSocketFactory().createSocket(plain, "127.0.0.1", tls, true)) {
      assertThatThrownBy(client::startHandshake)
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("unrecognized_name");
    }
  }

  @Test
  void request_inPieces_isRoutedByItsHost() throws Exception {
    try (Socket client = Ports.connect(http)) {
      client.setTcpNoDelay(true);
      List<String> pieces =
          List.of(
              "GET /page HTTP/1.1\r\n",
              "Ho",
              "st: web.exa",
              "mple:80",
              "\r\nConnection: close\r\n\r",
              "\n");
      for (String piece : pieces) {
        Peers.send(client, piece);
      }
      String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answer).startsWith("HTTP/1.1 200 OK").endsWith(WEB_PAGE);
    }
  }
}
