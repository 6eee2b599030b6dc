package dev.sluice.plugin.sni;

import static dev.sluice.api.Answer.NO;
import static dev.sluice.api.Answer.YES;

import dev.sluice.api.Matcher;
import dev.sluice.testkit.MatcherContract;
import dev.sluice.testkit.SampleHello;
import java.util.List;
import java.util.stream.Stream;

class AlpnMatcherTest extends MatcherContract {

  @Override
  protected Stream<Sample> samples() {
    return Stream.of(
        new Sample("only it", matcher("h2"), SampleHello.bytes("a.test", "h2"), YES),
        new Sample(
            "it among others", matcher("h2"), SampleHello.bytes(null, "http/1.1", "h2"), YES),
        new Sample(
            "any of several", matcher("x", "http/1.1"), SampleHello.bytes(null, "http/1.1"), YES),
        new Sample("other case", matcher("h2"), SampleHello.bytes("a.test", "H2"), NO),
        new Sample("a byte above ASCII", matcher("\u00ff"), SampleHello.bytes(null, "\u00ff"), YES),
        new Sample("another", matcher("h2"), SampleHello.bytes("a.test", "h2c"), NO),
        new Sample("none", matcher("h2"), SampleHello.bytes("a.test"), NO),
        new Sample("HTTP/2 in the clear", matcher("h2"), "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", NO));
  }

  private static Matcher matcher(String... protocols) {
    return new AlpnMatcher(List.of(protocols));
  }
}
