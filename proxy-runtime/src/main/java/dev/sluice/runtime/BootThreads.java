package dev.sluice.runtime;

import dev.sluice.runtime.config.files.ConfigSource;
import dev.sluice.runtime.config.tree.JsonTree;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Problems;

/**
 * How many event loops to start. They must be running before the configuration can be read in
 * earnest, as its extensions are made for them; so this one number is looked up beforehand. Without
 * it there is one a processor. A configuration that cannot be read, or whose number is not one,
 * gets one loop: it is refused a moment later.
 */
final class BootThreads {

  /** The range that the configuration allows: 1 to 1024. */
  private static final String COUNT = "[1-9]\\d{0,2}|10[01]\\d|102[0-4]";

  private BootThreads() {}

  static int of(ProxyOptions options) {
    String text = ConfigSource.glance(options.config());
    if (text == null) {
      return 1;
    }
    Node.Members tree = JsonTree.parse(text, new Problems(""));
    if (tree == null) {
      return 1;
    }
    if (tree.find("global") instanceof Node.Members global
        && global.find("threads") instanceof Node.Number threads) {
      return threads.digits().matches(COUNT) ? Integer.parseInt(threads.digits()) : 1;
    }
    return Runtime.getRuntime().availableProcessors();
  }
}
