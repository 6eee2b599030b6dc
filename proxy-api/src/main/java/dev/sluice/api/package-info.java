/**
 * The extension points of the proxy: start at {@link dev.sluice.api.Plugin}, which a plugin jar
 * brings, then read the kind you want to write ({@link dev.sluice.api.Matcher}, {@link
 * dev.sluice.api.Filter}, {@link dev.sluice.api.Emitter}, {@link dev.sluice.api.Balancer}, {@link
 * dev.sluice.api.Check}, {@link dev.sluice.api.AccessLog}, {@link dev.sluice.api.LogFormat}).
 */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
