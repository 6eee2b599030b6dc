/** Getting a session to a server: attempts, limits, and clients that do not wait for it. */
@NullMarked
package dev.sluice.it.connect;

import org.jspecify.annotations.NullMarked;
