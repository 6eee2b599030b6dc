package dev.sluice.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;

/** The index answers as a loop over the patterns does, at whatever size. */
class HostIndexPropertiesTest {

  /** Few labels, so that names, suffixes and wildcards often meet. */
  private static final String[] LABELS = {"a", "b", "c", "d", "test", "x-1", "aa", "ab"};

  @Property(tries = 300)
  void onePattern(@ForAll long seed) {
    assertLikeALoop(seed, 1, 50);
  }

  @Property(tries = 200)
  void patterns99(@ForAll long seed) {
    assertLikeALoop(seed, 99, 100);
  }

  @Property(tries = 200)
  void patterns101(@ForAll long seed) {
    assertLikeALoop(seed, 101, 100);
  }

  @Property(tries = 5)
  void patterns10000(@ForAll long seed) {
    assertLikeALoop(seed, 10_000, 200);
  }

  private static void assertLikeALoop(long seed, int count, int lookups) {
    SplittableRandom random = new SplittableRandom(seed);
    List<HostPattern> patterns = new ArrayList<>();
    HostIndex.Builder<HostPattern> builder = HostIndex.builder();
    for (int i = 0; i < count; i++) {
      HostPattern pattern = new HostPattern(kind(random), name(random, count));
      patterns.add(pattern);
      builder.add(pattern, pattern);
    }
    HostIndex<HostPattern> index = builder.build();
    for (int i = 0; i < lookups; i++) {
      HostPattern some = patterns.get(random.nextInt(count));
      String name =
          switch (random.nextInt(4)) {
            case 0 -> some.name();
            case 1 -> name(random, count) + "." + some.name();
            case 2 -> LABELS[random.nextInt(LABELS.length)] + "." + some.name();
            default -> name(random, count);
          };
      assertThat(index.entry(name)).describedAs(name).isEqualTo(first(patterns, name));
    }
  }

  private static HostIndex.@Nullable Entry<HostPattern> first(
      List<HostPattern> patterns, String name) {
    for (int i = 0; i < patterns.size(); i++) {
      if (patterns.get(i).matches(name)) {
        return new HostIndex.Entry<>(i, patterns.get(i));
      }
    }
    return null;
  }

  private static HostPattern.Kind kind(SplittableRandom random) {
    HostPattern.Kind[] kinds = HostPattern.Kind.values();
    return kinds[random.nextInt(kinds.length)];
  }

  /** Among many patterns, labels of numbers too: otherwise they would soon all be the same. */
  private static String name(SplittableRandom random, int count) {
    StringBuilder name = new StringBuilder(LABELS[random.nextInt(LABELS.length)]);
    for (int labels = random.nextInt(4); labels > 0; labels--) {
      if (count > 1_000 && random.nextBoolean()) {
        name.insert(0, "n" + random.nextInt(count) + ".");
      } else {
        name.insert(0, LABELS[random.nextInt(LABELS.length)] + ".");
      }
    }
    return name.toString();
  }
}
