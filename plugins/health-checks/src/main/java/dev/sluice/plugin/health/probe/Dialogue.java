package dev.sluice.plugin.health.probe;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/** A question and what comes of it, in plain text or in TLS. */
public interface Dialogue {

  /** The question. */
  Buffer question();

  /**
   * The server has sent something; what was found, or null to go on. Behind a verdict that is not
   * the last it goes on, too.
   */
  @Nullable Verdict received(Buffer bytes);

  /** The server will send nothing more. */
  Verdict ended();

  /** What it waits for. */
  String awaited();
}
