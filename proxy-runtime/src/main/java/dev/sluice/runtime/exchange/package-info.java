/**
 * HTTP mode: a client connection is a {@link dev.sluice.runtime.exchange.Conversation}, each of its
 * requests an {@link dev.sluice.runtime.exchange.Exchange} that is routed on its own and may go to
 * another server. Start at {@code Exchange}, which names its parts in the order in which they act.
 */
@NullMarked
package dev.sluice.runtime.exchange;

import org.jspecify.annotations.NullMarked;
