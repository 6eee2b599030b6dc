package dev.sluice.runtime.config.model;

import dev.sluice.runtime.config.model.routes.MatchObject;

/**
 * A rule that names the server of sessions.
 *
 * @param match which sessions
 * @param server the name of a server of the same backend
 */
public record UseServerConfig(MatchObject match, String server) {}
