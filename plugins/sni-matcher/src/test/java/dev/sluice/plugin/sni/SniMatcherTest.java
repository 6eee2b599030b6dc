package dev.sluice.plugin.sni;

import static dev.sluice.api.Answer.NO;
import static dev.sluice.api.Answer.YES;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.testkit.MatcherContract;
import dev.sluice.testkit.SampleHello;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

class SniMatcherTest extends MatcherContract {

  @Override
  protected Stream<Sample> samples() {
    return Stream.of(
        hello("its name", "a.test", YES, "a.test"),
        hello("one of its names", "b.test", YES, "a.test", "b.test"),
        hello("another name", "c.test", NO, "a.test", "b.test"),
        hello("upper case", "A.TEST", YES, "a.test"),
        hello("trailing dot", "a.test.", YES, "a.test"),
        hello("more labels", "x.a.test", NO, "a.test"),
        hello("one label for a wildcard", "x.a.test", YES, "*.a.test"),
        hello("two labels for a wildcard", "x.y.a.test", NO, "*.a.test"),
        hello("no label for a wildcard", "a.test", NO, "*.a.test", "**.a.test"),
        hello("two labels for a double wildcard", "x.y.a.test", YES, "**.a.test"),
        hello("no name", null, NO, "a.test"),
        hello("not a host name", "a.test\0", NO, "a.test"),
        new Sample("HTTP", matcher("a.test"), "GET / HTTP/1.1\r\nHost: a.test\r\n\r\n", NO),
        new Sample("a hello cut short", matcher("a.test"), "\u0016\u0003\u0001\u0001\u0000", NO),
        new Sample("nothing", matcher("a.test"), "", NO));
  }

  private static Sample hello(
      String name, @Nullable String sent, Answer expected, String... names) {
    return new Sample(name, matcher(names), SampleHello.bytes(sent, "h2"), expected);
  }

  private static Matcher matcher(String... names) {
    List<HostPattern> patterns = new ArrayList<>();
    try {
      for (String name : names) {
        patterns.add(HostPattern.parse(name));
      }
    } catch (BadValueException e) {
      throw new IllegalArgumentException(e);
    }
    return new SniMatcher(patterns);
  }
}
