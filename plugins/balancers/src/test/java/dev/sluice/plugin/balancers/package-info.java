/** Tests of the balancers. */
@NullMarked
package dev.sluice.plugin.balancers;

import org.jspecify.annotations.NullMarked;
