package dev.sluice.distribution;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A browser loads a page with ten assets and a WebSocket, in mode http and by server name. */
@Timeout(150)
class BrowserIT {

  /** A name below localhost, as browsers have no hashes for pages of other hosts without TLS. */
  private static final String NAME = "page.localhost";

  private static final Pattern REQUEST =
      Pattern.compile(
          "^(\\S+) \\[\\S+] http-in (\\S+) \\S+ (\\d{3}) .*\"[A-Z]+ (\\S+) HTTP/1\\.1\"$");

  @TempDir private static Path temp;
  private static Product product;
  private static Certificate certificate;

  private Site site;
  private Started proxy;
  private final int http = Ports.free();
  private final int https = Ports.free();

  @BeforeAll
  static void unpack() throws Exception {
    Program.named("chromium");
    certificate = Certificate.make(temp, NAME);
    product = Product.unpack(temp.resolve("product"));
  }

  @BeforeEach
  void start() throws Exception {
    site = new Site(certificate);
    product.configure(
        """
        {
          "frontends": {
            "http-in": {
              "bind": "127.0.0.1:%d", "mode": "http", "timeouts": { "http-keep-alive": "1m" },
              "routes": [ { "match": { "path": "/api/*" }, "backend": "api" } ],
              "default-backend": "page"
            },
            "https-in": {
              "bind": "127.0.0.1:%d",
              "routes": [ { "match": { "sni": "page.localhost" }, "backend": "page-tls" } ]
            }
          },
          "backends": {
            "page": { "mode": "http", "servers": { "s1": { "address": "127.0.0.1:%d" } } },
            "api": { "mode": "http", "servers": { "s1": { "address": "127.0.0.1:%d" } } },
            "page-tls": { "servers": { "s1": { "address": "127.0.0.1:%d" } } }
          }
        }
        """
            .formatted(http, https, site.pagePort(), site.apiPort(), site.tlsPort()));
    proxy = product.serve();
  }

  @AfterEach
  void stop() {
    proxy.close();
    site.close();
  }

  @Test
  void page_inModeHttp_isWhole_andTalksBothWays_overConnectionsThatAreUsedAgain() throws Exception {
    try (Chromium browser = Chromium.open(temp, "http://" + NAME + ":" + http + "/")) {
      assertWhole(result(browser));
    }
    assertThat(site.requests()).contains("api /api/result").doesNotContain("api /look.css");
    assertThat(site.requests().stream().filter(request -> !request.startsWith("api ")))
        .as("each asset was fetched once, so its hash is that of the page's own bytes")
        .containsExactlyInAnyOrderElementsOf(requestsTo("page").toList());
    proxy.awaitOut("\"POST /api/result ");
    proxy.awaitOut("\"GET /socket ");
    List<MatchResult> lines =
        proxy.outLines().stream().flatMap(line -> REQUEST.matcher(line).results()).toList();
    assertThat(lines.stream().map(line -> line.group(2) + " " + line.group(3)))
        .containsOnly("page/s1 200", "api/s1 200", "page/s1 101");
    assertThat(lines).hasSize(13);
    assertThat(lines.stream().map(line -> line.group(1)).distinct())
        .as("connections; a browser has six at most, and one for the WebSocket")
        .hasSizeBetween(2, 7);
  }

  @Test
  void page_overTls_isWhole_andTalksBothWays_overConnectionsThatAreUsedAgain() throws Exception {
    // With --ignore-certificate-errors it would keep nothing in its cache.
    String trust = "--ignore-certificate-errors-spki-list=" + keyHash();
    try (Chromium browser = Chromium.open(temp, "https://" + NAME + ":" + https + "/", trust)) {
      assertWhole(result(browser));
    }
    assertThat(site.requests())
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(requestsTo("tls"), Stream.of("tls /api/result")).toList());
    proxy.awaitOut(" https-in page-tls/s1 ");
    assertThat(proxy.outLines()).as("sessions").hasSizeLessThan(12);
  }

  private static String keyHash() throws IOException, GeneralSecurityException {
    byte[] key = certificate.value().getPublicKey().getEncoded();
    return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256").digest(key));
  }

  private JsonObject result(Chromium browser) throws Exception {
    try {
      return site.result().get(60, SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError(
          "the page has told nothing; requests "
              + site.requests()
              + ", browser "
              + browser.process().errLines(),
          e);
    }
  }

  private void assertWhole(JsonObject result) throws Exception {
    assertThat(result.fieldNames()).as(result.encode()).containsOnly("hashes", "used", "socket");
    assertThat(result.getJsonObject("hashes").getMap()).isEqualTo(hashes());
    assertThat(result.getJsonObject("used").getMap()).hasSize(7).values().containsOnly(true);

    JsonObject socket = result.getJsonObject("socket");
    List<String> ofPage = IntStream.range(0, 20).mapToObj(i -> "page " + i).toList();
    Stream<String> unasked = IntStream.range(0, 5).mapToObj(i -> "unasked " + i);
    assertThat(site.texts()).isEqualTo(ofPage);
    assertThat(socket.getJsonArray("texts"))
        .containsExactlyElementsOf(
            Stream.concat(unasked, ofPage.stream().map(text -> "site: " + text)).toList());
    JsonArray binary = socket.getJsonArray("binary");
    assertThat(binary).hasSize(2);
    assertThat(binary.getString(0)).as("hash of what came back").isEqualTo(binary.getString(1));
    assertThat(socket.getInteger("code")).isEqualTo(3001);
    assertThat(socket.getBoolean("clean")).isTrue();
    assertThat(site.closed().get(30, SECONDS)).isEqualTo(3001);
  }

  private Map<String, Object> hashes() throws GeneralSecurityException {
    Map<String, Object> hashes = new TreeMap<>();
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    site.assets()
        .forEach((name, bytes) -> hashes.put(name, HexFormat.of().formatHex(digest.digest(bytes))));
    assertThat(hashes).hasSize(10);
    return hashes;
  }

  /** The page and its assets. */
  private Stream<String> requestsTo(String server) {
    return Stream.concat(Stream.of(""), site.assets().keySet().stream())
        .map(file -> server + " /" + file);
  }
}
