package dev.sluice.runtime.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.ServedCertificate;
import dev.sluice.runtime.backend.Limits;
import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.backend.ServerStates;
import dev.sluice.runtime.config.Configuration;
import dev.sluice.runtime.config.Words;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.RoutedNames;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificateWatchTest {

  private static final Instant BEGIN = Instant.parse("2026-11-26T00:00:00Z");
  private static final Instant LATER = BEGIN.plus(Duration.ofDays(90));

  private final ServerStates states = new ServerStates(server -> {});
  private final ServerState shop = server("shop");
  private final ServerState wiki = server("wiki");
  private final LogLines log = new LogLines(CertificateWatch.class, CoalescedBackends.class);
  private Instant now = BEGIN;
  private final CertificateWatch watch = new CertificateWatch(() -> now);

  @TempDir private Path home;

  private ServerState server(String backend) {
    ServerState.Settings settings =
        new ServerState.Settings(ServerState.Admin.READY, 1, Limits.NONE, null, false);
    return states
        .backend(backend)
        .server(
            "s1",
            "127.0.0.1:443",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 443),
            settings);
  }

  @BeforeEach
  void route() {
    route("[\"shop.example\", \"*.shop.example\"]", "\"wiki.example\"");
  }

  @AfterEach
  void close() {
    log.close();
  }

  private void route(String shopNames, String wikiNames) {
    String text =
        """
        { "frontends": {
            "in": { "bind": "127.0.0.1:0", "routes": [
              { "match": { "sni": %s }, "backend": "shop" },
              { "match": { "sni": %s }, "backend": "wiki" } ] } },
          "backends": {
            "shop": { "servers": { "s1": { "address": "127.0.0.1:1" } } },
            "wiki": { "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
        """
            .formatted(shopNames, wikiNames);
    try (ProxyConfig config = new Configuration(home, new Words()).accepted(text)) {
      watch.configure(RoutedNames.of(config.frontends().values()), List.of(shop, wiki));
    }
  }

  private void serve(ServerState server, @Nullable String alpn, String... names) {
    watch.served(server, new ServedCertificate(List.of(names), LATER, alpn));
  }

  @Test
  void certificateThatCoversAllNames_isNotToldOf() {
    serve(shop, "h2", "shop.example", "*.shop.example", "other.example");
    serve(wiki, "h2", "wiki.example");

    assertThat(log.take()).isEmpty();
  }

  @Test
  void nameThatIsNotCovered_isToldOnce_andAgainWhenItChanges() {
    serve(shop, null, "shop.example");
    serve(shop, null, "shop.example");
    assertThat(log.take())
        .containsExactly(
            "WARNING backend 'shop': server 's1': its certificate does not cover '*.shop.example',"
                + " which clients are routed there for (it is for 'shop.example')");

    serve(shop, null, "shop.example", "*.shop.example");
    serve(shop, null, "shop.example");
    assertThat(log.take()).hasSize(1);
    // A renewed one with the same names says nothing new.
    watch.served(
        shop,
        new ServedCertificate(List.of("shop.example"), LATER.plus(Duration.ofDays(90)), null));
    assertThat(log.take()).isEmpty();
  }

  @Test
  void nameThatIsRoutedByAReload_isCompared() {
    serve(wiki, null, "wiki.example");
    assertThat(log.take()).isEmpty();

    route("\"shop.example\"", "[\"wiki.example\", \"docs.example\"]");
    route("\"shop.example\"", "[\"wiki.example\", \"docs.example\"]");

    assertThat(log.take()).singleElement().asString().contains("not cover 'docs.example',");
  }

  @Test
  void certificateThatExpires_isToldOfEveryDay_fromFourteenDaysOn() {
    ServedCertificate certificate = new ServedCertificate(List.of("wiki.example"), LATER, null);
    watch.served(wiki, certificate);
    now = LATER.minus(Duration.ofDays(14)).minusSeconds(1);
    watch.served(wiki, certificate);
    assertThat(log.take()).isEmpty();

    now = LATER.minus(Duration.ofDays(14)).plusSeconds(1);
    watch.served(wiki, certificate);
    now = now.plus(Duration.ofHours(23));
    watch.served(wiki, certificate);
    assertThat(log.take())
        .containsExactly(
            "WARNING backend 'wiki': server 's1': its certificate expires within 14 days: "
                + LATER);

    now = now.plus(Duration.ofHours(1));
    watch.served(wiki, certificate);
    assertThat(log.take()).singleElement().asString().contains("within 13 days");
    now = LATER.plusSeconds(1);
    watch.served(wiki, certificate);
    assertThat(log.take()).singleElement().asString().contains("has expired: " + LATER);
  }

  @Test
  void certificatesThatCoverEachOthersNames_withH2OnBoth_areToldOnce() {
    String[] both = {"shop.example", "*.shop.example", "wiki.example"};
    serve(shop, "h2", both);
    assertThat(log.take()).isEmpty();
    serve(wiki, "h2", both);
    serve(wiki, "h2", both);

    assertThat(log.take())
        .containsExactly(
            "WARNING backends 'shop' and 'wiki': both speak h2, and the certificate of 'shop'"
                + " covers 'wiki.example' of 'wiki', and that of 'wiki' covers 'shop.example' of"
                + " 'shop': browsers may send requests on the wrong connection (expected"
                + " certificates without names of the other, or one of them without h2)");
  }

  @Test
  void certificateThatCoversANameOfTheOther_isEnough() {
    serve(shop, "h2", "shop.example", "*.shop.example", "*.example");
    serve(wiki, "h2", "wiki.example");

    assertThat(log.take())
        .singleElement()
        .asString()
        .contains("the certificate of 'shop' covers 'wiki.example' of 'wiki': browsers");
  }

  @Test
  void pairThatARouteMakes_isToldOnce_andAgainAfterOneWasWithoutH2() {
    serve(shop, "h2", "*.example", "*.shop.example");
    serve(wiki, "h2", "wiki.other");
    log.take();
    route("[\"shop.example\", \"*.shop.example\"]", "\"docs.example\"");
    assertThat(log.take()).filteredOn(line -> line.contains("both speak h2")).hasSize(1);

    serve(wiki, null, "wiki.other");
    serve(wiki, "h2", "wiki.other");
    assertThat(log.take()).filteredOn(line -> line.contains("both speak h2")).hasSize(1);
  }

  @Test
  void certificatesThatCoverEachOthersNames_withoutH2OnOne_areFine() {
    String[] both = {"shop.example", "*.shop.example", "wiki.example"};
    serve(shop, "h2", both);
    serve(wiki, "http/1.1", both);

    assertThat(log.take()).isEmpty();
  }
}
