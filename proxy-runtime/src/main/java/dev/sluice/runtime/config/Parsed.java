package dev.sluice.runtime.config;

import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.tree.Problem;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** What reading a configuration gave. */
public sealed interface Parsed {

  /** What its author should know though it does not keep the configuration from being used. */
  List<Problem> warnings();

  /** It can be used; the caller closes it. */
  record Accepted(ProxyConfig config, List<Problem> warnings) implements Parsed {}

  /**
   * It cannot be used; nothing of it is left open. There is at least one problem.
   *
   * @param files the files it names: a change of one may mend it
   */
  record Refused(List<Problem> problems, List<Problem> warnings, Set<Path> files)
      implements Parsed {}
}
