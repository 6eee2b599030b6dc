package dev.sluice.api;

import dev.sluice.api.settings.TextFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What a factory may use while it makes an instance. An instance may keep it; the methods that
 * report problems do nothing more once {@link Factory#create} has returned.
 */
public interface Context {

  /** The Vert.x instance the proxy runs on. */
  Vertx vertx();

  /** Below which folder relative paths of the configuration lie (logs, the pidfile). */
  Path home();

  /** Whether it is for a frontend that reads requests ({@code mode: http}). */
  default boolean readsRequests() {
    return false;
  }

  /**
   * State of the extension that outlives a reload: what the extension in its place has kept under
   * this key in a configuration that is in effect or still has sessions; if there is none, a new
   * one. In its place is the extension of the same word in the same section ({@code frontends/web}
   * is one), and where several of them there ask for the key, the same one in their order. An
   * extension that asks twice is given the same value.
   *
   * <p>{@link Factory#create} is called as well for configurations that are refused, or only
   * checked: what is made new is not given to anybody else before its configuration is accepted,
   * and is closed with it if it never is. A value is kept as long as a configuration that has asked
   * for it is in effect or has sessions. Then it is forgotten and, if it is {@link AutoCloseable},
   * closed, after the extensions of that configuration. Until then extensions of several
   * configurations may use it at once, so it must be safe for that.
   *
   * <p>It never comes from another class loader: when the files of a plugin have changed, its new
   * classes begin with new state. So a value may be of any class and hold objects of any class,
   * those of the plugin too, but should keep nothing of one configuration, such as its settings.
   *
   * @param key what the state goes by; what must not be mixed, such as the unit of what is counted,
   *     belongs into it
   * @param fresh makes a new one; not null
   * @throws IllegalStateException once {@link Factory#create} has returned
   */
  default <T> T carryOver(String key, Supplier<T> fresh) {
    return fresh.get();
  }

  /**
   * Publishes a number that only grows, for as long as the configuration is in effect, as {@code
   * sluice.<word>.<name>} with the section as a tag. To go on across reloads it is kept by {@link
   * #carryOver}.
   *
   * @param name lower case words with dots between them
   * @param doc what it is, without a full stop
   * @param total reads it; called on any thread, must not block
   */
  default void counter(String name, String doc, LongSupplier total) {}

  /** As {@link #counter}, for a number that goes up and down. */
  default void gauge(String name, String doc, LongSupplier value) {}

  /**
   * Reports that the settings cannot be used. The configuration is then refused as a whole, with
   * every other problem it has, and the message is shown at the place of the extension's word.
   *
   * @param message what is wrong and, in parentheses, what was expected: lower case start, no full
   *     stop
   */
  void problem(String message);

  /** Reports a problem in a line of a file that the settings name; shown with file and line. */
  void problem(TextFile.Line line, String message);
}
