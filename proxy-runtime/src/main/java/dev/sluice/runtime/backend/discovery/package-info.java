/**
 * Where servers are that the configuration gives a name for: {@link
 * dev.sluice.runtime.backend.discovery.Discovery} looks the names up again and again, and tells the
 * states of the servers.
 */
@NullMarked
package dev.sluice.runtime.backend.discovery;

import org.jspecify.annotations.NullMarked;
