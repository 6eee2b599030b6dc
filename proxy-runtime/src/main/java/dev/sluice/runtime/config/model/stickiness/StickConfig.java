package dev.sluice.runtime.config.model.stickiness;

import java.time.Duration;

/**
 * How a backend's sessions stay with their servers by the addresses of their clients.
 *
 * @param size how many clients are remembered, at least 1
 * @param expire for how long; longer than zero
 * @param prefixV4 of how many bits an IPv4 address counts, 1 to 32
 * @param prefixV6 the same for IPv6, 1 to 128
 */
public record StickConfig(int size, Duration expire, int prefixV4, int prefixV6) {}
