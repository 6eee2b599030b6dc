package dev.sluice.runtime;

import dev.sluice.runtime.config.tree.Problem;
import java.util.List;

/** What an attempt to take a configuration into use has led to. */
public sealed interface Reload {

  /** It is in effect, under this number. */
  record Accepted(long generation, List<Problem> warnings) implements Reload {}

  /** It has problems; the one before is still in effect. */
  record Refused(List<Problem> problems) implements Reload {}

  /** It has none, but could not be put into effect; the one before still is. */
  record Failed(String cause) implements Reload {}
}
