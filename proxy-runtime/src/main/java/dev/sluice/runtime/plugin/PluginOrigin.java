package dev.sluice.runtime.plugin;

import org.jspecify.annotations.Nullable;

/**
 * Where an extension comes from, for messages and listings.
 *
 * @param name the plugin's name, as it says itself
 * @param file the name of its jar or folder in {@code plugins/}
 * @param version {@code Implementation-Version} of the manifest; null if it has none
 */
public record PluginOrigin(String name, String file, @Nullable String version) {}
