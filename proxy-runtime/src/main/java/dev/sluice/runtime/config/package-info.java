/**
 * From the text of {@code conf/proxy.json} to a {@link
 * dev.sluice.runtime.config.model.ProxyConfig}: start at {@link
 * dev.sluice.runtime.config.ConfigParser}. What may be written is declared in {@link
 * dev.sluice.api.settings.SettingsSpec}s, the core's own sections as well as those of extensions,
 * so that reading, the JSON schema and the reference come from one declaration. Nothing here knows
 * the running proxy; extensions come in through {@link
 * dev.sluice.runtime.config.settings.Vocabulary}.
 */
@NullMarked
package dev.sluice.runtime.config;

import org.jspecify.annotations.NullMarked;
