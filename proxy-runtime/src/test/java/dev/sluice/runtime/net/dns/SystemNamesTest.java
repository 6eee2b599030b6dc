package dev.sluice.runtime.net.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SystemNamesTest {

  private static SystemNames names(String... resolvConf) {
    return SystemNames.parse(List.of(resolvConf), Map.of(), Map.of());
  }

  @Test
  void nameServers_areTheFirstThreeThatAreAddresses() {
    SystemNames names =
        names(
            "# nameserver 192.0.2.9",
            "nameserver 192.0.2.1",
            "  nameserver\t2001:db8::1  ",
            "nameserver dns.example",
            "nameserver",
            "nameserver 192.0.2.2",
            "nameserver 192.0.2.3");

    assertThat(names.nameServers())
        .containsExactly(
            new InetSocketAddress("192.0.2.1", 53),
            new InetSocketAddress("2001:db8::1", 53),
            new InetSocketAddress("192.0.2.2", 53));
  }

  @Test
  void shortNames_areLookedForInDomainsFirst() {
    SystemNames names = names("domain old.test", "search one.test two.test.", "options ndots:2 x");

    assertThat(names.candidates("app")).containsExactly("app.one.test.", "app.two.test.", "app.");
    assertThat(names.candidates("app.x"))
        .containsExactly("app.x.one.test.", "app.x.two.test.", "app.x.");
    assertThat(names.candidates("app.x.y"))
        .containsExactly("app.x.y.", "app.x.y.one.test.", "app.x.y.two.test.");
    assertThat(names.candidates("app.")).containsExactly("app.");
  }

  @Test
  void withoutAFile_namesAreAskedForAsTheyAre() {
    assertThat(names().candidates("app")).containsExactly("app.");
    assertThat(names().nameServers()).isEmpty();
  }

  @Test
  void rootAsDomain_isTheNameItself() {
    assertThat(names("search .").candidates("app")).containsExactly("app.");
  }

  @Test
  void hosts_areFoundByNamesInAnyCase() {
    InetAddress address = InetAddress.ofLiteral("192.0.2.7");
    SystemNames names = SystemNames.parse(List.of(), Map.of("app", List.of(address)), Map.of());

    assertThat(names.hosts("App")).isEqualTo(new Addresses(List.of(address), List.of()));
    assertThat(names.hosts("other")).isNull();
  }
}
