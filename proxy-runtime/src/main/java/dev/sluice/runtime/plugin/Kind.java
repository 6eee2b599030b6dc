package dev.sluice.runtime.plugin;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Balancer;
import dev.sluice.api.Check;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import dev.sluice.api.Matcher;
import dev.sluice.api.Plugin;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A kind of extension.
 *
 * @param name what listings and messages call it
 * @param type the extension's interface
 * @param factories where a plugin lists its factories of this kind; null from a broken plugin
 * @param <T> the extension's interface
 */
public record Kind<T>(
    String name, Class<T> type, Function<Plugin, @Nullable List<Factory<T>>> factories) {

  /** All kinds, in the order of listings. */
  public static final List<Kind<?>> ALL =
      List.of(
          new Kind<>("matcher", Matcher.class, Plugin::matchers),
          new Kind<>("filter", Filter.class, Plugin::filters),
          new Kind<>("emitter", Emitter.class, Plugin::emitters),
          new Kind<>("balancer", Balancer.class, Plugin::balancers),
          new Kind<>("check", Check.class, Plugin::checks),
          new Kind<>("access-log", AccessLog.class, Plugin::accessLogs),
          new Kind<>("log-format", LogFormat.class, Plugin::logFormats));

  /** The kind of an extension's interface. */
  public static Kind<?> of(Class<?> type) {
    for (Kind<?> kind : ALL) {
      if (kind.type() == type) {
        return kind;
      }
    }
    throw new IllegalArgumentException(type + " is no kind of extension");
  }
}
