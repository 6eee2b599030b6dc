package dev.sluice.distribution.strictness;

import java.io.IOException;

/** What was read is no HTTP/1.1 as a careful sender writes it. */
final class Violation extends IOException {

  private static final long serialVersionUID = 1L;

  Violation(String message) {
    super(message);
  }
}
