package dev.sluice.runtime.backend.health;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TallyTest {

  /** As HAProxy counts: with rise 2 and fall 3, upper case for the state after each result. */
  @ParameterizedTest
  @CsvSource({
    // One failure is enough for a server that was never checked.
    "true,  -,       D",
    "true,  +---,    UUUD",
    // One for the state begins the count anew.
    "true,  +--+--,  UUUUUU",
    "true,  +--+---, UUUUUUD",
    "true,  -++,     DDU",
    "true,  -+-++,   DDDDU",
    // What has come up is certain: it takes three again.
    "true,  -++--,   DDUUU",
    "false, ++,      DU",
    "false, -+,      DD",
  })
  void results_changeTheState(boolean up, String results, String states) {
    Tally tally = new Tally(up);
    StringBuilder seen = new StringBuilder();
    for (int i = 0; i < results.length(); i++) {
      char result = results.charAt(i);
      boolean before = tally.up();
      boolean changed = result == '+' ? tally.passed(2) : tally.failed(3);
      assertThat(changed).isEqualTo(before != tally.up());
      seen.append(tally.up() ? 'U' : 'D');
    }
    assertThat(seen).hasToString(states);
  }

  @ParameterizedTest
  @CsvSource({
    "'',     UNCERTAIN",
    "+,      UP",
    "+-,     UNCERTAIN",
    "+-+,    UP",
    "-,      DOWN",
    "-+,     UNCERTAIN",
    "-+-,    DOWN",
    "-++,    UP",
  })
  void phase_saysWhetherTheStateIsCertain(String results, Tally.Phase phase) {
    Tally tally = new Tally(true);
    for (int i = 0; i < results.length(); i++) {
      char result = results.charAt(i);
      boolean _ = result == '+' ? tally.passed(2) : tally.failed(3);
    }
    assertThat(tally.phase()).isEqualTo(phase);
  }
}
