/** Which sessions go where. Start at {@link dev.sluice.runtime.config.model.routes.RouteConfig}. */
@NullMarked
package dev.sluice.runtime.config.model.routes;

import org.jspecify.annotations.NullMarked;
