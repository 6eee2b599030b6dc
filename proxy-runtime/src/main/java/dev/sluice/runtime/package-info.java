/**
 * The proxy. Read {@link dev.sluice.runtime.session.Session} first: the path of a connection.
 * {@link dev.sluice.runtime.Proxy} puts the parts together: text, {@link
 * dev.sluice.runtime.Generation}, binds.
 */
@NullMarked
package dev.sluice.runtime;

import org.jspecify.annotations.NullMarked;
