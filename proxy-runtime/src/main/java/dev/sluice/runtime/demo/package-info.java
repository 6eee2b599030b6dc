/**
 * {@code bin/proxy demo}: a proxy with servers behind it that are all in one process, to be tried
 * with curl. Start at {@link dev.sluice.runtime.demo.Demo}.
 */
@NullMarked
package dev.sluice.runtime.demo;

import org.jspecify.annotations.NullMarked;
