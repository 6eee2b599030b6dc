/**
 * What a configuration says once it has been read: records from which the proxy is built. Start at
 * {@link dev.sluice.runtime.config.model.ProxyConfig}.
 */
@NullMarked
package dev.sluice.runtime.config.model;

import org.jspecify.annotations.NullMarked;
