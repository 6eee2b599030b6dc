package dev.sluice.api;

import dev.sluice.api.settings.TextFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;

/**
 * What a factory may use while it makes an instance. An instance may keep it; the methods that
 * report problems do nothing more once {@link Factory#create} has returned.
 */
public interface Context {

  /** The Vert.x instance the proxy runs on. */
  Vertx vertx();

  /** Below which folder relative paths of the configuration lie (logs, the pidfile). */
  Path home();

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
