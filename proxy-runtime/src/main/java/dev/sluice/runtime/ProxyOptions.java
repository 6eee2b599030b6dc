package dev.sluice.runtime;

import java.nio.file.Path;

/**
 * What the command line decides.
 *
 * @param home the distribution's folder: relative paths of the configuration lie below it
 * @param config the configuration file
 * @param shownConfig the same as the user wrote it, for messages
 * @param plugins where extensions come from
 * @param transport what drives the sockets
 * @param watch whether changes of files take effect by themselves
 */
public record ProxyOptions(
    Path home, Path config, String shownConfig, Plugins plugins, Sockets transport, boolean watch) {

  /** The usual options for a configuration file and the plugins below home. */
  public static ProxyOptions of(Path home, Path config, String shownConfig, Plugins plugins) {
    return new ProxyOptions(home, config, shownConfig, plugins, Sockets.best(), true);
  }
}
