/** What one session costs in the parts that run for each of them. */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
