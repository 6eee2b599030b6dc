/** What the proxy concludes from the first bytes of a client, and what it tells it. */
@NullMarked
package dev.sluice.it.inspect;

import org.jspecify.annotations.NullMarked;
