/**
 * What the code on the path of every session costs. Run one by name, from its module's class path:
 * {@code java -cp ... org.openjdk.jmh.Main ClientHelloBenchmark -prof gc}.
 */
@NullMarked
package dev.sluice.benchmarks;

import org.jspecify.annotations.NullMarked;
