/**
 * What plugins brought to one configuration, and what of it outlives that. Start at {@link
 * dev.sluice.runtime.config.model.extensions.Extension}.
 */
@NullMarked
package dev.sluice.runtime.config.model.extensions;

import org.jspecify.annotations.NullMarked;
