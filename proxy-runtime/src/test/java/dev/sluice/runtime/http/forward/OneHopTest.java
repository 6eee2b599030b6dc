package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.HeaderField;
import org.junit.jupiter.api.Test;

class OneHopTest {

  // An extension that may set such a field would have it fail when the head is written.
  @Test
  void whatTheWriterKeepsForItself_noExtensionMaySet() {
    assertThat(HeaderField.RESERVED).containsAll(OneHop.NAMES);
  }
}
