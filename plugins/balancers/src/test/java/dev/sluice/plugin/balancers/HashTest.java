package dev.sluice.plugin.balancers;

import static dev.sluice.plugin.balancers.Picks.balancer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Balancer;
import dev.sluice.api.session.Server;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HashTest {

  private final List<Server> servers = FakeServer.weighing(List.of(1, 1, 1, 1, 1));

  private static FakeSession from(String address, int port) {
    return FakeSession.from(new InetSocketAddress(InetAddress.ofLiteral(address), port));
  }

  /** The names of the servers that the first hundred sessions get. */
  private Set<String> picked(Balancer balancer, IntFunction<FakeSession> sessions) {
    return IntStream.range(0, 100)
        .mapToObj(i -> balancer.pick(servers, sessions.apply(i)).name())
        .collect(Collectors.toSet());
  }

  @Test
  void src_isTheAddressWithoutItsPort() {
    Balancer balancer = balancer("hash", "\"src\"");
    assertThat(picked(balancer, i -> from("192.0.2.1", 1024 + i))).hasSize(1);
    assertThat(picked(balancer, i -> from("2001:db8::1", 1024 + i))).hasSize(1);
    assertThat(picked(balancer, i -> from("192.0.2." + i, 1024))).hasSize(5);
    assertThat(picked(balancer, i -> from("2001:db8::" + i, 1024))).hasSize(5);
  }

  @Test
  void src_ofAMappedAddress_isTheIpv4Address() throws UnknownHostException {
    Balancer balancer = balancer("hash", "\"src\"");
    for (int i = 0; i < 20; i++) {
      byte[] octets = new byte[16];
      octets[10] = octets[11] = -1;
      octets[12] = 10;
      octets[15] = (byte) i;
      InetAddress mapped = Inet6Address.getByAddress(null, octets, 0);
      assertThat(balancer.pick(servers, FakeSession.from(new InetSocketAddress(mapped, 1))))
          .isSameAs(balancer.pick(servers, from("10.0.0." + i, 1)));
    }
  }

  @Test
  void sni_isTheNameInTheHello() {
    Balancer balancer = balancer("hash", "{\"on\": \"sni\"}");
    assertThat(picked(balancer, _ -> FakeSession.to("a.example"))).hasSize(1);
    assertThat(picked(balancer, i -> FakeSession.to("a" + i + ".example"))).hasSize(5);
  }

  @Test
  void host_isThatOfTheRequest() {
    Balancer balancer = balancer("hash", "\"host\"");
    assertThat(picked(balancer, i -> FakeSession.asking("a.example", "/" + i))).hasSize(1);
    assertThat(picked(balancer, i -> FakeSession.asking("a" + i + ".example", "/"))).hasSize(5);
  }

  @Test
  void path_isThatOfTheRequest() {
    Balancer balancer = balancer("hash", "\"path\"");
    assertThat(picked(balancer, i -> FakeSession.asking("a" + i + ".example", "/"))).hasSize(1);
    assertThat(picked(balancer, i -> FakeSession.asking("a.example", "/" + i))).hasSize(5);
  }

  @Test
  void header_isTheFirstValueOfTheField() {
    Balancer balancer = balancer("hash", "{\"on\": {\"header\": \"X-User\"}}");
    assertThat(picked(balancer, i -> FakeSession.asking(null, "/", "u", "v" + i))).hasSize(1);
    assertThat(picked(balancer, i -> FakeSession.asking(null, "/", "u" + i, "v"))).hasSize(5);
  }

  @Test
  void withoutKey_serversTakeTurns() {
    assertTurns("\"src\"", FakeSession.from(UnixDomainSocketAddress.of("/run/a.sock")));
    assertTurns("\"src\"", FakeSession.ANY);
    assertTurns("\"sni\"", FakeSession.ANY);
    assertTurns("\"sni\"", FakeSession.to(null));
    assertTurns("\"host\"", FakeSession.ANY);
    assertTurns("\"host\"", FakeSession.asking(null, "/"));
    assertTurns("\"path\"", FakeSession.ANY);
    assertTurns("{\"on\": {\"header\": \"x-user\"}}", FakeSession.ANY);
    assertTurns("{\"on\": {\"header\": \"x-user\"}}", FakeSession.asking(null, "/"));
    assertTurns("{\"on\": {\"header\": \"x-user\"}}", FakeSession.asking(null, "/", ""));
  }

  private void assertTurns(String settings, FakeSession session) {
    Balancer balancer = balancer("hash", settings);
    assertThat(IntStream.range(0, 6).mapToObj(_ -> balancer.pick(servers, session).name()))
        .containsExactly("s0", "s1", "s2", "s3", "s4", "s0");
  }

  @Test
  void withABound_aServerWithMoreThanItsShareIsPassedOver() {
    Balancer unbounded = balancer("hash", "\"src\"");
    Balancer bounded = balancer("hash", "{\"on\": \"src\", \"bound\": 1.25}");
    FakeSession session = from("192.0.2.1", 1);
    FakeServer preferred = (FakeServer) unbounded.pick(servers, session);
    assertThat(bounded.pick(servers, session)).isSameAs(preferred);
    preferred.sessions = 3;
    assertThat(unbounded.pick(servers, session)).isSameAs(preferred);
    assertThat(bounded.pick(servers, session)).isNotSameAs(preferred);
  }

  @Test
  void aListThatChanges_isFollowed() {
    Balancer balancer = balancer("hash", "\"src\"");
    FakeSession session = from("192.0.2.1", 1);
    Server preferred = balancer.pick(servers, session);
    List<Server> others = servers.stream().filter(server -> !server.equals(preferred)).toList();
    assertThat(balancer.pick(others, session)).isIn(others);
    assertThat(balancer.pick(servers, session)).isSameAs(preferred);
  }

  // Two proxies side by side, of different versions while one is updated, must agree.
  @Test
  void picks_areTheSameInEveryProcessAndVersion() {
    Balancer balancer = balancer("hash", "\"src\"");
    assertThat(
            IntStream.range(0, 10)
                .mapToObj(i -> balancer.pick(servers, from("192.0.2." + i, 1)).name()))
        .containsExactly("s0", "s1", "s1", "s3", "s2", "s1", "s1", "s2", "s1", "s2");
    List<Server> weighed = FakeServer.weighing(List.of(1, 2, 3, 4, 5));
    assertThat(
            IntStream.range(0, 10)
                .mapToObj(i -> balancer.pick(weighed, from("192.0.2." + i, 1)).name()))
        .containsExactly("s1", "s1", "s1", "s3", "s4", "s3", "s3", "s2", "s4", "s2");
  }

  @Test
  void settings_thatDoNotFit_areRefused() {
    for (String settings :
        List.of(
            "{}",
            "\"cookie\"",
            "{\"on\": {\"header\": \"a b\"}}",
            "{\"on\": \"src\", \"bound\": 1}",
            "{\"on\": \"src\", \"bound\": \"1.25\"}")) {
      assertThatThrownBy(() -> balancer("hash", settings))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
