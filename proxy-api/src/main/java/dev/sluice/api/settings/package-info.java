/**
 * How an extension declares its settings, once, for parsing, checking, the JSON schema and the
 * reference documentation: a {@link dev.sluice.api.settings.SettingsSpec} of {@link
 * dev.sluice.api.settings.Key}s, each with a {@link dev.sluice.api.settings.Type}.
 */
@NullMarked
package dev.sluice.api.settings;

import org.jspecify.annotations.NullMarked;
