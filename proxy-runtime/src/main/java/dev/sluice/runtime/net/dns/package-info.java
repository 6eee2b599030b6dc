/**
 * Names asked of name servers without blocking, with how long the answers hold. Start at {@link
 * dev.sluice.runtime.net.dns.Resolver}.
 */
@NullMarked
package dev.sluice.runtime.net.dns;

import org.jspecify.annotations.NullMarked;
