package dev.sluice.runtime.plugin;

/**
 * Something in {@code plugins/} that could not be loaded, wholly or in part.
 *
 * @param file the name of the jar or folder
 * @param reason what is wrong with it, in one line
 */
public record PluginFailure(String file, String reason) {

  @Override
  public String toString() {
    return "plugin '" + file + "': " + reason;
  }
}
