@NullMarked
package dev.sluice.api.proxyprotocol;

import org.jspecify.annotations.NullMarked;
