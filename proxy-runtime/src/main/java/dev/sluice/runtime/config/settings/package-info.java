/**
 * From JSON to settings and extensions, by what the core and the plugins declare. It knows no
 * section and no key.
 */
@NullMarked
package dev.sluice.runtime.config.settings;

import org.jspecify.annotations.NullMarked;
