/**
 * Addresses as a configuration writes them: where a frontend listens, where servers and name
 * servers are, who must send a PROXY header.
 */
@NullMarked
package dev.sluice.runtime.config.model.addresses;

import org.jspecify.annotations.NullMarked;
