/** Servers that are given by names: what name servers say, or do not say, about them. */
@NullMarked
package dev.sluice.it.discovery;

import org.jspecify.annotations.NullMarked;
