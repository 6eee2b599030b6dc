/**
 * What goes on to the other side: heads in canonical form, which every reader understands in the
 * same way, with what the proxy says about the client. Start at {@link
 * dev.sluice.runtime.http.forward.HeadWriter}.
 */
@NullMarked
package dev.sluice.runtime.http.forward;

import org.jspecify.annotations.NullMarked;
