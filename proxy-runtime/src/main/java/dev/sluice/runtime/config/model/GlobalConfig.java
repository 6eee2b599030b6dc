package dev.sluice.runtime.config.model;

import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What holds for the process.
 *
 * @param maxconn how many sessions there may be at a time; null to go by the descriptor limit
 * @param threads how many event loops; null for one a processor
 * @param engine what drives sockets, unless a frontend says otherwise
 * @param pidfile where the process id is written, absolute; null for nowhere
 * @param drain how long a stopping process waits for its sessions
 * @param resolvers how names of servers are looked up
 */
public record GlobalConfig(
    @Nullable Integer maxconn,
    @Nullable Integer threads,
    EngineChoice engine,
    @Nullable Path pidfile,
    Duration drain,
    ResolversConfig resolvers) {}
