/**
 * The path of a connection: start at {@link dev.sluice.runtime.session.Session}, which reads top to
 * bottom: admit, inspect, route, connect, relay, finish.
 */
@NullMarked
package dev.sluice.runtime.session;

import org.jspecify.annotations.NullMarked;
