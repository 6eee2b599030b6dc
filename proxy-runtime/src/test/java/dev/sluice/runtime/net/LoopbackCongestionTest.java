package dev.sluice.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackCongestionTest {

  @ParameterizedTest
  @ValueSource(strings = {"bbr", "bbr2", "bbr3"})
  void everyBbr_paces(String algorithm) {
    assertThat(LoopbackCongestion.paces(algorithm)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cubic", "reno", "dctcp", ""})
  void allOthers_doNot(String algorithm) {
    assertThat(LoopbackCongestion.paces(algorithm)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1"})
  void loopback_isNotPaced(String address) {
    assertThat(LoopbackCongestion.unpaced(new InetSocketAddress(address, 443), true)).isTrue();
    assertThat(LoopbackCongestion.unpaced(new InetSocketAddress(address, 443), false)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.0.2.1", "2001:db8::1"})
  void everyOtherAddress_keepsTheDefault(String address) {
    assertThat(LoopbackCongestion.unpaced(new InetSocketAddress(address, 443), true)).isFalse();
  }

  @Test
  void unixSocket_hasNoCongestionControl() {
    assertThat(LoopbackCongestion.unpaced(UnixDomainSocketAddress.of("/run/s"), true)).isFalse();
  }
}
