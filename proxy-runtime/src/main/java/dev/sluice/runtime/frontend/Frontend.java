package dev.sluice.runtime.frontend;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Filter;
import dev.sluice.api.LogFormat;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frontend of one generation: everything a session needs from the configuration. Immutable.
 *
 * @param name its name
 * @param generation the number of the configuration
 * @param lifetime of the generation
 * @param admission counts sessions, across generations
 * @param gate this frontend's count and limit, across generations
 * @param filters in order
 * @param routes where sessions go
 * @param channels whether its sessions are to run on channels, whatever else works
 * @param inspect how long reading the first bytes may take, counted from accepting
 * @param tunnel how long either side of a relay may be silent; null if each side has its own limit
 * @param clientIdle the client's own limit
 * @param clientFin the same once the client was sent FIN
 * @param logs where sessions are logged; empty for nowhere
 * @param format of the lines; null if there are no logs
 * @param logNull whether sessions are logged in which the client sent nothing
 * @param http what there is besides in HTTP mode; null in TCP mode
 */
public record Frontend(
    String name,
    long generation,
    Lifetime lifetime,
    Admission admission,
    Gate gate,
    List<Filter> filters,
    RouteTable routes,
    boolean channels,
    Duration inspect,
    @Nullable Duration tunnel,
    Duration clientIdle,
    Duration clientFin,
    List<AccessLog> logs,
    @Nullable LogFormat format,
    boolean logNull,
    @Nullable HttpSettings http) {}
