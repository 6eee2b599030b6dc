/**
 * What plugins are tested with: {@link dev.sluice.testkit.FactoryContract} and {@link
 * dev.sluice.testkit.MatcherContract} are extended by a test class of the plugin and bring their
 * tests along; {@link dev.sluice.testkit.SamplePreface} and {@link dev.sluice.testkit.SampleHello}
 * make what a matcher sees. {@link dev.sluice.testkit.TestProxy} runs a whole proxy in the test's
 * JVM, between a {@link dev.sluice.testkit.FakeClient} and a {@link dev.sluice.testkit.FakeServer}.
 */
@NullMarked
package dev.sluice.testkit;

import org.jspecify.annotations.NullMarked;
