/**
 * Black-box tests of the zips: each unpacks one, starts {@code bin/proxy} and talks to it with the
 * programs that people use. Nothing here calls the proxy's classes.
 */
@NullMarked
package dev.sluice.distribution;

import org.jspecify.annotations.NullMarked;
