/** How servers are checked. */
@NullMarked
package dev.sluice.runtime.config.model.checks;

import org.jspecify.annotations.NullMarked;
