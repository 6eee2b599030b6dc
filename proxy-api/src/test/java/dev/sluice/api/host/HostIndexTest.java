package dev.sluice.api.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

class HostIndexTest {

  @Test
  void empty_findsNothing() {
    HostIndex<String> index = HostIndex.<String>builder().build();
    assertThat(index.find("a.test")).isNull();
    assertThat(index.entry("a.test")).isNull();
    assertThat(index.find("")).isNull();
  }

  @Test
  void patternAddedFirst_wins() throws Exception {
    HostIndex<String> index =
        index("*.b.test", "a.b.test", "**.test", "c.d.test", "a.b.test", "*.b.test", "e.test");
    assertThat(index.entry("a.b.test")).isEqualTo(new HostIndex.Entry<>(0, "*.b.test"));
    assertThat(index.entry("x.b.test")).isEqualTo(new HostIndex.Entry<>(0, "*.b.test"));
    assertThat(index.entry("c.d.test")).isEqualTo(new HostIndex.Entry<>(2, "**.test"));
    assertThat(index.entry("e.test")).isEqualTo(new HostIndex.Entry<>(2, "**.test"));
    assertThat(index.entry("test")).isNull();
  }

  @Test
  void exactNameAddedFirst_winsOverWildcards() throws Exception {
    HostIndex<String> index = index("a.b.test", "*.b.test", "**.b.test");
    assertThat(index.find("a.b.test")).isEqualTo("a.b.test");
    assertThat(index.find("x.b.test")).isEqualTo("*.b.test");
    assertThat(index.find("x.a.b.test")).isEqualTo("**.b.test");
    assertThat(index.find("b.test")).isNull();
  }

  @Test
  void mostSpecificFirst_findsTheMostSpecific_whateverTheOrder() throws Exception {
    HostIndex.Builder<String> builder = HostIndex.mostSpecificFirst();
    for (String pattern :
        new String[] {"**.test", "**.b.test", "*.b.test", "x.b.test", "**.d.b.test"}) {
      assertThat(builder.order(HostPattern.parse(pattern))).isNegative();
      builder.add(HostPattern.parse(pattern), pattern);
    }
    assertThat(builder.order(HostPattern.parse("*.b.test"))).isEqualTo(2);
    HostIndex<String> index = builder.build();
    assertThat(index.find("x.b.test")).isEqualTo("x.b.test");
    assertThat(index.find("y.b.test")).isEqualTo("*.b.test");
    assertThat(index.find("z.y.b.test")).isEqualTo("**.b.test");
    assertThat(index.find("c.d.b.test")).isEqualTo("**.d.b.test");
    assertThat(index.find("b.test")).isEqualTo("**.test");
    assertThat(index.find("test")).isNull();
  }

  @Test
  void index_isNotChangedByItsBuilder() throws Exception {
    HostIndex.Builder<String> builder =
        HostIndex.<String>builder().add(HostPattern.parse("**.b.test"), "first");
    HostIndex<String> before = builder.build();
    HostIndex<String> after = builder.add(HostPattern.parse("c.test"), "second").build();
    assertThat(before.find("c.test")).isNull();
    assertThat(after.entry("c.test")).isEqualTo(new HostIndex.Entry<>(1, "second"));
    assertThat(after.find("a.b.test")).isEqualTo("first");
  }

  @Test
  void namesThatAreNotCanonical_areNotFound() throws Exception {
    HostIndex<String> index = index("a.test", "**.b.test");
    for (String name : new String[] {"", ".", "A.test", "a.test.", ".b.test", ".", "..test"}) {
      assertThat(index.find(name)).isNull();
    }
  }

  /** Their hashes are equal where a hash is a sum of powers of 31, as that of String is. */
  @Test
  void namesMadeToCollide_areFound() throws Exception {
    assertThat("ap".hashCode()).isEqualTo("c2".hashCode());
    HostIndex.Builder<Integer> builder = HostIndex.builder();
    int names = 1 << 12;
    for (int i = 0; i < names; i++) {
      builder.add(HostPattern.parse(colliding(i)), i);
    }
    HostIndex<Integer> index = builder.build();
    for (int i = 0; i < names; i++) {
      assertThat(index.find(colliding(i))).isEqualTo(i);
    }
  }

  @Test
  void find_costsNoAllocation() throws Exception {
    HostIndex<String> index = index("a.b.test", "*.b.test", "**.test", "c.test");
    String[] names = {"a.b.test", "x.b.test", "x.y.b.test", "nothing.example"};
    var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
    threads.getCurrentThreadAllocatedBytes();
    long before = threads.getCurrentThreadAllocatedBytes();
    int found = 0;
    for (int i = 0; i < 100_000; i++) {
      if (index.find(names[i & 3]) != null) {
        found++;
      }
    }
    long allocated = threads.getCurrentThreadAllocatedBytes() - before;
    assertThat(found).isEqualTo(75_000);
    // Some hundred bytes come from the measurement; one object a call would be over a million.
    assertThat(allocated).isLessThan(4_096);
  }

  private static String colliding(int bits) {
    StringBuilder name = new StringBuilder();
    for (int bit = 0; bit < 12; bit++) {
      name.append((bits >> bit & 1) == 0 ? "ap" : "c2");
    }
    return name.append(".test").toString();
  }

  private static HostIndex<String> index(String... patterns) throws Exception {
    HostIndex.Builder<String> builder = HostIndex.builder();
    for (String pattern : patterns) {
      builder.add(HostPattern.parse(pattern), pattern);
    }
    return builder.build();
  }
}
