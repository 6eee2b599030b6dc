package dev.sluice.runtime;

import dev.sluice.runtime.config.files.ConfigSource;
import dev.sluice.runtime.config.tree.JsonTree;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Problems;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.transport.Transport;

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
    VertxOptions small =
        new VertxOptions()
            .setEventLoopPoolSize(1)
            .setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1);
    Vertx vertx = Vertx.builder().with(small).withTransport(Transport.NIO).build();
    try {
      ConfigSource source = new ConfigSource(vertx, options.shownConfig(), options.config());
      return source.read().map(read -> threads(read)).await();
    } finally {
      vertx.close();
    }
  }

  private static int threads(ConfigSource.Outcome read) {
    if (!(read instanceof ConfigSource.Text text)) {
      return 1;
    }
    Node.Members tree = JsonTree.parse(text.text(), new Problems(""));
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
