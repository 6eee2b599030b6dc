package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeadEditsTest {

  @Test
  void laterEdit_winsOverEarlier_whateverTheCase() {
    HeadEdits edits =
        HeadEdits.builder()
            .add("X-A", "1")
            .set("x_a", "2")
            .add("X-B", "1")
            .remove("x-b")
            .add("X-C", " 3\t")
            .build();
    assertThat(edits.removed()).containsExactly("x-a", "x-b");
    assertThat(edits.added())
        .containsExactly(new HeaderField("x_a", "2"), new HeaderField("X-C", "3"));
  }

  /** Others compare names by it: what is one field here must be one for them. */
  @Test
  void key_isTheSameForNamesThatAreOneField() {
    assertThat(HeadEdits.key("X_a-B")).isEqualTo(HeadEdits.key("x-A_b")).isEqualTo("x-a-b");
  }

  @Test
  void nothing_isNone() {
    assertThat(HeadEdits.builder().build()).isSameAs(HeadEdits.NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\rb", "a\0b", "a\u007fb", "a\u010db"})
  void value_thatCouldEndTheLine_isRefused(String value) {
    assertThatThrownBy(() -> HeadEdits.builder().set("X-A", value))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "a b",
        "a:",
        "a\r\n",
        "\u00e4",
        "Host",
        "content-length",
        "Transfer-Encoding",
        "CONNECTION",
        "Keep-Alive",
        "Upgrade",
        "TE"
      })
  void name_thatIsNone_orTheProxysOwn_isRefused(String name) {
    assertThatThrownBy(() -> HeadEdits.builder().remove(name))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new HeaderField(name, "1"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 200, 204, 299, 304, 600})
  void answer_withAStatusThatHasNoPage_isRefused(int status) {
    assertThatThrownBy(() -> Verdict.answer(status, List.of(), "no"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
