package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ServedCertificateTest {

  // It was found out only after the check, where it ended all checks of the server.
  @Test
  @SuppressWarnings("NullAway") // what a plugin without checks may do
  void withoutAnEnd_cannotBeMade() {
    assertThatNullPointerException()
        .isThrownBy(() -> new ServedCertificate(List.of("a.example"), null, null))
        .withMessage("notAfter");
  }
}
