/** How clients stay with their servers: by a cookie, or by their addresses. */
@NullMarked
package dev.sluice.runtime.config.model.stickiness;

import org.jspecify.annotations.NullMarked;
