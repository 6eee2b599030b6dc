package dev.sluice.plugin.rate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1,        192.0.2.1,                true",
    "192.0.2.1,        192.0.2.2,                false",
    "192.0.2.1,        ::ffff:192.0.2.1,         true",
    "192.0.2.1,        ::192.0.2.1,              false",
    "2001:db8::1,      2001:db8::ffff:0:0:1,     true",
    "2001:db8::1,      2001:db8:0:1::1,          false",
    "255.255.255.255,  0.0.0.0,                  false",
    "0.0.0.0,          ::,                       false"
  })
  void address_isItsClients_byDefault(String one, String other, boolean same) {
    assertThat(network(one, 32, 64).equals(network(other, 32, 64))).isEqualTo(same);
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3,    10.1.2.255,           24, 64,  true",
    "10.1.2.3,    10.1.3.3,             24, 64,  false",
    "10.1.2.3,    127.255.255.255,      1,  64,  true",
    "10.1.2.3,    128.0.0.0,            1,  64,  false",
    "2001:db8::1, 2001:db8:ffff::1,     32, 32,  true",
    "2001:db8::1, 2001:db9::1,          32, 32,  false",
    "2001:db8::1, 2001:db8::2,          32, 128, false",
    "2001:db8::1, 2001:db8::ff:ffff,    32, 104, true",
    "2001:db8::1, 2001:db8::1ff:ffff,   32, 104, false",
    "2001:db8::1, 3fff::1,              32, 1,   true"
  })
  void prefix_saysHowMuchOfAnAddressIsOneClients(
      String one, String other, int v4, int v6, boolean same) {
    assertThat(network(one, v4, v6).equals(network(other, v4, v6))).isEqualTo(same);
  }

  private static Key network(String address, int v4, int v6) {
    return Keys.network(InetAddress.ofLiteral(address), v4, v6);
  }

  @Test
  void names_haveKeysOfTheirOwn_alsoThoseThatJavaHashesToOne() {
    Keys keys = new Keys();
    Set<Key> all = new HashSet<>();
    int names = 0;
    for (int bits = 0; bits < 1 << 14; bits++) {
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < 14; i++) {
        name.append((bits >>> i & 1) == 0 ? "Aa" : "BB");
      }
      all.add(keys.name(name.toString()));
      all.add(keys.name("\0".repeat(bits % 256) + (bits / 256)));
      names += 2;
    }
    assertThat(all).hasSize(names);
    assertThat(keys.name("a.test")).isEqualTo(keys.name("a.test"));
    assertThat(new Keys().name("a.test")).isNotEqualTo(keys.name("a.test"));
  }
}
