@NullMarked
package dev.sluice.plugin.proxyprotocol;

import org.jspecify.annotations.NullMarked;
