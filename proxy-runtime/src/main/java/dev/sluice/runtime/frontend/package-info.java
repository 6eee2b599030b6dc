/**
 * The side that clients see: what a frontend lets in ({@link
 * dev.sluice.runtime.frontend.Admission}), how the first bytes are read ({@link
 * dev.sluice.runtime.frontend.Inspector}) and where they lead ({@link
 * dev.sluice.runtime.frontend.RouteTable}).
 */
@NullMarked
package dev.sluice.runtime.frontend;

import org.jspecify.annotations.NullMarked;
