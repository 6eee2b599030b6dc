package dev.sluice.runtime.frontend;

import dev.sluice.runtime.config.model.HttpConfig.Persistence;
import dev.sluice.runtime.http.forward.ForwardedFields;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend in HTTP mode has besides.
 *
 * @param request how long a head may take, whatever its byte rate
 * @param keepAlive how long a client may wait with its next request
 * @param persistence which connections outlive a request
 * @param forwarded what servers are told about clients; null for nothing
 * @param monitor a path that is answered here, to tell that the proxy runs; null for none
 * @param pages the proxy's own answers
 */
public record HttpSettings(
    Duration request,
    Duration keepAlive,
    Persistence persistence,
    ForwardedFields.@Nullable Options forwarded,
    @Nullable String monitor,
    Pages pages) {}
