package dev.sluice.distribution;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol between the product and live HAProxy and nginx, which stand on both sides. */
@Timeout(120)
class ProxyProtocolIT {

  /** All ports by name: {@code haproxy-...} and {@code nginx-...} are theirs, the others ours. */
  private static final Map<String, Integer> PORTS = new LinkedHashMap<>();

  @TempDir private static Path temp;
  private static final List<AutoCloseable> started = new ArrayList<>();
  private static Started haproxy;
  private static Started ours;

  @BeforeAll
  static void start() throws Exception {
    String haproxyProgram = Program.named("haproxy");
    String nginxProgram = Program.named("nginx");
    String stream = streamModule(nginxProgram);
    EchoServer echo = new EchoServer();
    started.add(echo);
    PORTS.put("echo", echo.port());
    Path haproxyFile = temp.resolve("haproxy.cfg");
    Files.writeString(haproxyFile, filled(HAPROXY));
    haproxy = Started.of(temp, haproxyProgram, "-db", "-f", haproxyFile.toString());
    started.add(haproxy);
    Path folder = Files.createDirectories(temp.resolve("nginx"));
    Path nginxFile = folder.resolve("nginx.conf");
    Files.writeString(nginxFile, stream + filled(NGINX).replace("DIR", folder.toString()));
    started.add(
        Started.of(folder, nginxProgram, "-p", folder.toString(), "-c", nginxFile.toString()));
    Product product = Product.unpack(temp.resolve("product"));
    product.configure(filled(OURS));
    ours = product.serve();
    started.add(ours);
    PORTS.values().forEach(Ports::awaitListening);
  }

  @AfterAll
  static void stop() throws Exception {
    for (AutoCloseable part : started.reversed()) {
      part.close();
    }
  }

  private static String streamModule(String nginx) throws IOException, InterruptedException {
    String built = Command.run(nginx, "-V").text();
    if (Pattern.compile("--with-stream(\\s|$)").matcher(built).find()) {
      return "";
    }
    Matcher folder = Pattern.compile("--modules-path=(\\S+)").matcher(built);
    Path module =
        Path.of(folder.find() ? folder.group(1) : "/usr/lib/nginx/modules")
            .resolve("ngx_stream_module.so");
    return Files.exists(module)
        ? "load_module " + module + ";\n"
        : Program.missing("libnginx-mod-stream");
  }

  /** Puts ports in place of their names: {@code <haproxy-v1>}. */
  private static String filled(String text) {
    return Pattern.compile("<([a-z0-9-]+)>")
        .matcher(text)
        .replaceAll(name -> "127.0.0.1:" + PORTS.computeIfAbsent(name.group(1), _ -> Ports.free()));
  }

  private static final String HAPROXY =
      """
      global
        log stdout format raw local0
      defaults
        mode tcp
        log global
        timeout connect 10s
        timeout client 20s
        timeout server 20s
      # Behind ours.
      frontend behind
        bind <haproxy-behind> accept-proxy
        log-format "behind %ci:%cp %[dst]:%[dst_port] authority=%[fc_pp_authority] id=%[fc_pp_unique_id] %U"
        default_backend echo
      backend echo
        server s1 <echo>
      # Before ours.
      frontend sends-v1
        bind <haproxy-sends-v1>
        default_backend v1
      backend v1
        server s1 <accepts> send-proxy
      frontend sends-v2
        bind <haproxy-sends-v2>
        default_backend v2
      backend v2
        server s1 <accepts> send-proxy-v2
      frontend sends-all
        bind <haproxy-sends-all>
        unique-id-format fixed-%cp
        default_backend all
      backend all
        server s1 <passes-on> send-proxy-v2 proxy-v2-options crc32c,unique-id
      frontend sends-http
        bind <haproxy-sends-http>
        default_backend http
      backend http
        server s1 <accepts-http> send-proxy-v2
      # Checks speak for HAProxy itself.
      backend checked
        option tcp-check
        tcp-check send ping
        tcp-check expect string ping
        server s1 <checked> send-proxy-v2 check inter 200ms
        server s2 <checked-v1> send-proxy check inter 200ms
      """;

  private static final String NGINX =
      """
      daemon off;
      master_process off;
      pid DIR/pid;
      error_log DIR/error.log;
      events { worker_connections 512; }
      http {
        access_log off;
        client_body_temp_path DIR/body;
        proxy_temp_path DIR/proxy;
        fastcgi_temp_path DIR/fastcgi;
        uwsgi_temp_path DIR/uwsgi;
        scgi_temp_path DIR/scgi;
        server {
          listen <nginx-behind> proxy_protocol;
          return 200 "$proxy_protocol_addr:$proxy_protocol_port $proxy_protocol_server_addr:$proxy_protocol_server_port for=$http_x_forwarded_for\\n";
        }
        server {
          listen <nginx-web>;
          return 200 "for=$http_x_forwarded_for port=$http_x_forwarded_port\\n";
        }
      }
      stream {
        server { listen <nginx-sends>; proxy_pass <accepts>; proxy_protocol on; proxy_half_close on; }
      }
      """;

  private static final String OURS =
      """
      {
        "defaults": { "log-format": "tcplog" },
        "frontends": {
          "to-haproxy-v1": { "bind": "<to-haproxy-v1>", "default-backend": "haproxy-v1" },
          "to-haproxy-v2": { "bind": "<to-haproxy-v2>", "default-backend": "haproxy-v2" },
          "to-nginx-v1": { "bind": "<to-nginx-v1>", "default-backend": "nginx-v1" },
          "to-nginx-v2": { "bind": "<to-nginx-v2>", "default-backend": "nginx-v2" },
          "to-nginx-http": { "bind": "<to-nginx-http>", "mode": "http", "forwarded-for": {},
                             "default-backend": "nginx-http" },
          "accepts": {
            "bind": { "address": "<accepts>", "accept-proxy": { "from": "127.0.0.0/8" } },
            "default-backend": "echo" },
          "accepts-http": {
            "bind": { "address": "<accepts-http>", "accept-proxy": { "from": "127.0.0.0/8" } },
            "mode": "http", "forwarded-for": { "port": true }, "default-backend": "web" },
          "passes-on": {
            "bind": { "address": "<passes-on>", "accept-proxy": { "from": "127.0.0.0/8" } },
            "default-backend": "haproxy-received" },
          "checked": {
            "bind": { "address": "<checked>", "accept-proxy": { "from": "127.0.0.0/8" } },
            "default-backend": "echo" },
          "checked-v1": {
            "bind": { "address": "<checked-v1>", "accept-proxy": { "from": "127.0.0.0/8" } },
            "default-backend": "echo" } },
        "backends": {
          "echo": { "servers": { "s1": { "address": "<echo>" } } },
          "web": { "mode": "http", "servers": { "s1": { "address": "<nginx-web>" } } },
          "haproxy-v1": { "emit": [ { "proxy-protocol": { "version": 1 } } ],
                          "servers": { "s1": { "address": "<haproxy-behind>" } } },
          "haproxy-v2": { "emit": [ { "proxy-protocol": {
                            "tlvs": ["authority", "alpn", "unique-id", "crc32c"] } } ],
                          "servers": { "s1": { "address": "<haproxy-behind>" } } },
          "haproxy-received": { "emit": [ { "proxy-protocol": { "tlvs": ["received", "crc32c"] } } ],
                                "servers": { "s1": { "address": "<haproxy-behind>" } } },
          "nginx-v1": { "emit": [ { "proxy-protocol": { "version": 1 } } ],
                        "servers": { "s1": { "address": "<nginx-behind>" } } },
          "nginx-v2": { "emit": [ { "proxy-protocol": { "tlvs": ["unique-id", "crc32c"] } } ],
                        "servers": { "s1": { "address": "<nginx-behind>" } } },
          "nginx-http": { "mode": "http", "emit": [ "proxy-protocol" ],
                          "servers": { "s1": { "address": "<nginx-behind>" } } } }
      }
      """;

  private static int port(String name) {
    return Objects.requireNonNull(PORTS.get(name));
  }

  /** What came back of what was sent, and from which port. */
  private record Exchange(String answer, int clientPort) {

    String client() {
      return "127.0.0.1:" + clientPort;
    }
  }

  private static Exchange exchange(String to, byte[] bytes) throws IOException {
    try (Socket client = Ports.connect(port(to))) {
      client.getOutputStream().write(bytes);
      client.shutdownOutput();
      String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
      return new Exchange(answer, client.getLocalPort());
    }
  }

  private static Exchange echoed(String to) throws IOException {
    Exchange exchange = exchange(to, "hello".getBytes(ISO_8859_1));
    assertThat(exchange.answer()).isEqualTo("hello");
    return exchange;
  }

  private static Exchange get(String to) throws IOException {
    String request = "GET / HTTP/1.1\r\nHost: a.test\r\nConnection: close\r\n\r\n";
    try (Socket client = Ports.connect(port(to))) {
      client.getOutputStream().write(request.getBytes(ISO_8859_1));
      String answer = new String(client.getInputStream().readAllBytes(), ISO_8859_1);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      return new Exchange(answer.substring(answer.indexOf("\r\n\r\n") + 4), client.getLocalPort());
    }
  }

  // HAProxy and nginx behind ours

  @Test
  void haproxy_acceptsVersion1() throws Exception {
    Exchange exchange = echoed("to-haproxy-v1");
    assertThat(haproxy.awaitOut("behind " + exchange.client() + " "))
        .isEqualTo(
            "behind %s 127.0.0.1:%d authority=- id=- 5"
                .formatted(exchange.client(), port("to-haproxy-v1")));
  }

  /** It refuses a wrong checksum. */
  @Test
  void haproxy_acceptsVersion2_withNameIdAndChecksum() throws Exception {
    byte[] hello = SampleHello.to("www.example.com");
    Exchange exchange = exchange("to-haproxy-v2", hello);
    assertThat(exchange.answer()).isEqualTo(new String(hello, ISO_8859_1));
    assertThat(haproxy.awaitOut("behind " + exchange.client() + " "))
        .matches(
            "behind %s 127\\.0\\.0\\.1:%d authority=www\\.example\\.com id=[0-9a-f]+-[0-9a-f]+-\\d+ %d"
                .formatted(exchange.client(), port("to-haproxy-v2"), hello.length));
  }

  @ParameterizedTest
  @ValueSource(strings = {"to-nginx-v1", "to-nginx-v2", "to-nginx-http"})
  void nginx_acceptsEither(String frontend) throws Exception {
    Exchange exchange = get(frontend);
    assertThat(exchange.answer())
        .isEqualTo(
            "%s 127.0.0.1:%d for=%s\n"
                .formatted(
                    exchange.client(),
                    port(frontend),
                    frontend.equals("to-nginx-http") ? "127.0.0.1" : ""));
  }

  // HAProxy and nginx before ours

  @ParameterizedTest
  @ValueSource(strings = {"haproxy-sends-v1", "haproxy-sends-v2", "nginx-sends"})
  void headersOfBoth_areAccepted(String sender) throws Exception {
    Exchange exchange = echoed(sender);
    assertThat(ours.awaitOut(exchange.client() + " "))
        .contains("] accepts echo/s1 ")
        .contains(" -- ");
  }

  @Test
  void requestsBehindHaproxy_areOfItsClient() throws Exception {
    Exchange exchange = get("haproxy-sends-http");
    assertThat(exchange.answer())
        .isEqualTo("for=127.0.0.1 port=%d\n".formatted(port("haproxy-sends-http")));
    ours.awaitOut(exchange.client() + " ");
  }

  @Test
  void whatHaproxySays_isPassedOnToHaproxy() throws Exception {
    Exchange exchange = echoed("haproxy-sends-all");
    assertThat(haproxy.awaitOut("behind " + exchange.client() + " "))
        .isEqualTo(
            "behind %s 127.0.0.1:%d authority=- id=fixed-%d 5"
                .formatted(exchange.client(), port("haproxy-sends-all"), exchange.clientPort()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"checked", "checked-v1"})
  void checksOfHaproxy_areServed(String frontend) {
    Pattern line = Pattern.compile("127\\.0\\.0\\.1:\\d+ .*] " + frontend + " echo/s1 \\S+ 4 .*");
    await()
        .atMost(Started.PATIENCE)
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(
            () -> assertThat(ours.outLines()).anyMatch(each -> line.matcher(each).matches()));
  }
}
