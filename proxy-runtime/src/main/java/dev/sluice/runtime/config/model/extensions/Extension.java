package dev.sluice.runtime.config.model.extensions;

/**
 * An extension at one place of the configuration.
 *
 * @param word what the configuration calls it
 * @param plugin the name of the plugin that brought it
 * @param instance made for this place
 * @param <T> its kind
 */
public record Extension<T>(String word, String plugin, T instance) {}
