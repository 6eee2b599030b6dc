/** What happens to bytes and endings once a session has its server. */
@NullMarked
package dev.sluice.it.relay;

import org.jspecify.annotations.NullMarked;
