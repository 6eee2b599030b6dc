package dev.sluice.it.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.discovery.FakeNameServer.Manner;
import dev.sluice.runtime.net.Engine;
import dev.sluice.runtime.net.channels.ChannelEngine;
import dev.sluice.runtime.net.channels.ChannelTransport;
import dev.sluice.runtime.net.dns.Addresses;
import dev.sluice.runtime.net.dns.Found;
import dev.sluice.runtime.net.dns.Resolver;
import dev.sluice.runtime.net.dns.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ResolverTest {

  private Engine engine;
  private FakeNameServer names;
  private Resolver resolver;

  @BeforeAll
  void startEngine() {
    engine = ChannelEngine.start(1, ChannelTransport.NIO);
  }

  @AfterAll
  void closeEngine() {
    engine.close().await();
  }

  @BeforeEach
  void start() throws IOException {
    names = FakeNameServer.start();
    resolver = engine.resolver(List.of(names.socketAddress()));
  }

  @AfterEach
  void stop() throws IOException {
    resolver.close();
    names.close();
  }

  private Found<Addresses> host(String name) {
    return resolver.addresses(name).orTimeout(30, TimeUnit.SECONDS).join();
  }

  private List<InetAddress> addresses(String name) {
    return host(name).answer().all();
  }

  private static InetAddress ip(String literal) {
    return InetAddress.ofLiteral(literal);
  }

  private static void assertFails(
      CompletableFuture<?> question, Class<? extends Throwable> kind, String text) {
    assertThat(question)
        .failsWithin(Duration.ofSeconds(30))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(kind)
        .withMessageContaining(text);
  }

  @Test
  void host_hasItsAddresses_ipv4First_forTheShortestTime() {
    names.host("app.test", 60, "2001:db8::1", "192.0.2.1", "192.0.2.2");

    assertThat(addresses("App.Test"))
        .containsExactly(ip("192.0.2.1"), ip("192.0.2.2"), ip("2001:db8::1"));
    assertThat(host("app.test").ttl()).isEqualTo(Duration.ofSeconds(60));
    assertThat(host("app.test").answer().v6()).containsExactly(ip("2001:db8::1"));
  }

  @Test
  void alias_isFollowed_andHoldsNoLongerThanItself() {
    names.host("app.test", 60, "192.0.2.1").alias("www.test", 7, "app.test");

    assertThat(host("www.test").ttl()).isEqualTo(Duration.ofSeconds(7));
    assertThat(addresses("www.test")).containsExactly(ip("192.0.2.1"));
  }

  @Test
  void aliasAlone_isAskedFor() {
    names
        .manner(Manner.TELLS_ALIASES_ALONE)
        .host("app.test", 60, "192.0.2.1")
        .alias("b.test", 7, "app.test")
        .alias("www.test", 9, "b.test");

    assertThat(host("www.test").ttl()).isEqualTo(Duration.ofSeconds(7));
    assertThat(addresses("www.test")).containsExactly(ip("192.0.2.1"));
  }

  @Test
  void aliasesInACircle_endInAFailure() {
    names
        .manner(Manner.TELLS_ALIASES_ALONE)
        .alias("a.test", 7, "b.test")
        .alias("b.test", 7, "a.test");

    assertFails(resolver.addresses("a.test"), IOException.class, "the aliases lead nowhere");
  }

  @Test
  void nameThatDoesNotExist_isSaidSo() {
    names.host("empty.test", 60);

    assertFails(resolver.addresses("no.test"), UnknownHostException.class, "no such name");
    assertFails(resolver.addresses("empty.test"), UnknownHostException.class, "no such name");
    assertFails(resolver.targets("no.test"), UnknownHostException.class, "no such name");
  }

  @Test
  void nameServerThatFails_isAskedThreeTimes() {
    names.manner(Manner.FAILS);

    assertFails(resolver.targets("_http._tcp.app.test"), IOException.class, "ServFail");
    assertThat(names.asked("_http._tcp.app.test")).isEqualTo(3);
  }

  @Test
  void nameServerThatIsSilent_isNoAnswerAfterAWhile() {
    names.manner(Manner.IS_SILENT);

    assertFails(resolver.targets("_http._tcp.app.test"), IOException.class, "no answer");
  }

  @Test
  void otherNameServer_isAskedWhenTheFirstFails() throws Exception {
    names.manner(Manner.FAILS);
    try (FakeNameServer second = FakeNameServer.start().host("app.test", 60, "192.0.2.1");
        Resolver both =
            engine.resolver(
                List.<InetSocketAddress>of(names.socketAddress(), second.socketAddress()))) {
      assertThat(both.addresses("app.test").orTimeout(30, TimeUnit.SECONDS).join().answer().all())
          .containsExactly(ip("192.0.2.1"));
    }
  }

  @Test
  void familyWithoutAnAnswer_isToldFromOneWithoutAddresses() {
    names.mute(FakeNameServer.AAAA).host("app.test", 60, "192.0.2.1");

    Addresses answer = host("app.test").answer();

    assertThat(answer.v4()).containsExactly(ip("192.0.2.1"));
    assertThat(answer.v6()).isNull();
  }

  @Test
  void answerThatIsTooLongForADatagram_isAskedForByTcp() {
    names.manner(Manner.TRUNCATES).host("app.test", 60, "192.0.2.1");

    assertThat(addresses("app.test")).containsExactly(ip("192.0.2.1"));
  }

  @Test
  void addressesThatAreNobodys_arePassedOver() {
    names.host("app.test", 60, "0.0.0.0", "224.0.0.1", "::", "192.0.2.1");

    assertThat(addresses("app.test")).containsExactly(ip("192.0.2.1"));
  }

  @Test
  void service_hasTargets() {
    names.service("_http._tcp.app.test", 30, "1 2 8080 A.test", "0 65535 65535 b.test", "0 0 0 c");

    Found<List<Target>> found =
        resolver.targets("_http._tcp.app.test").orTimeout(30, TimeUnit.SECONDS).join();

    assertThat(found.ttl()).isEqualTo(Duration.ofSeconds(30));
    assertThat(found.answer())
        .containsExactly(new Target("a.test", 8080, 1, 2), new Target("b.test", 65535, 0, 65535));
  }

  @Test
  void localhost_isNoQuestion() {
    assertThat(addresses("localhost")).contains(ip("127.0.0.1"));
    assertThat(addresses("a.localhost")).contains(ip("127.0.0.1"));
    assertThat(names.sources()).isEmpty();
  }

  @Test
  void moreQuestionsThanAreAskedAtOnce_areAllAnswered() {
    List<CompletableFuture<Found<Addresses>>> all = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      names.host("n" + i + ".test", 60, "192.0.2." + i);
      all.add(resolver.addresses("n" + i + ".test"));
    }
    for (int i = 0; i < 200; i++) {
      assertThat(all.get(i).orTimeout(30, TimeUnit.SECONDS).join().answer().all())
          .containsExactly(ip("192.0.2." + i));
    }
  }

  // Each of them took a place among the questions that are asked at once, and never gave it back:
  // a search domain like "corp..example" ended all look-ups after fifty.
  @Test
  void namesThatCannotBeAskedFor_takeNoPlaceOfOthers() {
    names.host("app.test", 60, "192.0.2.1");
    for (int i = 0; i < 60; i++) {
      assertFails(resolver.addresses("app.corp..test"), UnknownHostException.class, "no such name");
      assertFails(
          resolver.addresses("x".repeat(64) + ".test"), UnknownHostException.class, "no such name");
    }

    assertThat(addresses("app.test")).containsExactly(ip("192.0.2.1"));
  }

  // One port for all questions would leave a forger nothing to guess but the number.
  @Test
  void questions_comeFromDifferentPorts() {
    names.host("app.test", 60, "192.0.2.1");
    for (int i = 0; i < 5; i++) {
      assertThat(addresses("app.test")).hasSize(1);
    }

    assertThat(new HashSet<>(names.sources())).hasSizeGreaterThan(1);
  }
}
