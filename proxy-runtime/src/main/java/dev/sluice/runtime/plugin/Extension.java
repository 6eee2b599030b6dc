package dev.sluice.runtime.plugin;

import dev.sluice.api.Factory;
import dev.sluice.api.settings.SettingsSpec;

/**
 * One word a plugin brings. What the factory says about itself was asked once, when the plugin was
 * loaded.
 *
 * @param kind which kind of extension
 * @param word what the configuration says
 * @param doc one sentence about it
 * @param settings what may be set
 * @param factory makes instances
 * @param plugin where it comes from
 */
public record Extension(
    Kind<?> kind,
    String word,
    String doc,
    SettingsSpec settings,
    Factory<?> factory,
    PluginOrigin plugin) {}
