/** Tests of the matchers of request heads. */
@NullMarked
package dev.sluice.plugin.host;

import org.jspecify.annotations.NullMarked;
