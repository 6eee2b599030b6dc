package dev.sluice.runtime.backend.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SlotsTest {

  private static List<@Nullable String> held(@Nullable String... held) {
    return Arrays.asList(held);
  }

  @Test
  void emptySlots_takeWhatThereIs_inOrder() {
    assertThat(Slots.fill(held(null, null, null), List.of("b", "a")))
        .containsExactly("b", "a", null);
  }

  @Test
  void whatIsStillThere_staysWhereItIs() {
    assertThat(Slots.fill(held("a", null, "c"), List.of("d", "c", "a")))
        .containsExactly("a", "d", "c");
  }

  @Test
  void whatIsGone_isReplacedIfThereIsMore() {
    assertThat(Slots.fill(held("a", "b"), List.of("b", "c"))).containsExactly("c", "b");
    assertThat(Slots.fill(held("a", "b"), List.of("b"))).containsExactly(null, "b");
  }

  @Test
  void whatTwoHave_oneKeeps() {
    assertThat(Slots.fill(held("a", "a"), List.of("a", "b"))).containsExactly("a", "b");
  }

  @Test
  void moreThanThereAreSlots_isLeft() {
    assertThat(Slots.fill(held("c"), List.of("a", "b", "c"))).containsExactly("c");
  }
}
