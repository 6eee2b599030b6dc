/** Microbenchmarks (JMH) of what runs for every session or request. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
