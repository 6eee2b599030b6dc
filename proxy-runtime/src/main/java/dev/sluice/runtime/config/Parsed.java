package dev.sluice.runtime.config;

import dev.sluice.runtime.config.tree.Problem;
import java.util.List;

/** What reading a configuration gave. */
public sealed interface Parsed {

  /** What its author should know though it does not keep the configuration from being used. */
  List<Problem> warnings();

  /** It can be used; the caller closes it. */
  record Accepted(ProxyConfig config, List<Problem> warnings) implements Parsed {}

  /** It cannot be used; nothing of it is left open. There is at least one problem. */
  record Refused(List<Problem> problems, List<Problem> warnings) implements Parsed {}
}
