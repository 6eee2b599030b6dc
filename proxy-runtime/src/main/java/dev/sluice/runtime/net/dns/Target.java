package dev.sluice.runtime.net.dns;

/**
 * What an SRV record says.
 *
 * @param host a name, in lower case and without a dot at its end
 * @param port 1 to 65535
 * @param priority the lowest comes first
 * @param weight the share among those of one priority, 0 to 65535
 */
public record Target(String host, int port, int priority, int weight) {}
