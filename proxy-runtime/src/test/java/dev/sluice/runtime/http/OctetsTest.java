package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.api.HeaderField;
import org.junit.jupiter.api.Test;

/** Extensions may name and say what requests may: the API and the parser have one rule each. */
class OctetsTest {

  @Test
  void namesOfTheApi_areTheTokensOfTheParser() {
    for (int c = 0; c < 256; c++) {
      assertThat(HeaderField.isName("x" + (char) c))
          .as("byte %s", c)
          .isEqualTo(Octets.isToken((byte) c));
    }
    assertThat(HeaderField.isName("")).isFalse();
    assertThat(HeaderField.isName("\u0178")).isFalse();
  }

  @Test
  void valuesOfTheApi_areThoseOfTheParser() {
    for (int c = 0; c < 256; c++) {
      String value = "x" + (char) c + "x";
      assertThat(catchThrowable(() -> new HeaderField("x", value)) == null)
          .as("byte %s", c)
          .isEqualTo(Octets.isValue((byte) c));
    }
  }
}
