/**
 * How plugins come in: {@link dev.sluice.runtime.plugin.PluginDirectory} says what lies in {@code
 * plugins/}, {@link dev.sluice.runtime.plugin.PluginLoader} loads each of it in a class loader of
 * its own, and {@link dev.sluice.runtime.plugin.Registry} answers which factory a word of the
 * configuration means. A plugin that cannot be loaded is named and skipped; it never keeps another
 * one, or the proxy, from working.
 */
@NullMarked
package dev.sluice.runtime.plugin;

import org.jspecify.annotations.NullMarked;
