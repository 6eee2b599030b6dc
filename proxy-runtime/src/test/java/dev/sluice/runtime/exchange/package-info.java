/** Tests of what HTTP mode does without a socket. */
@NullMarked
package dev.sluice.runtime.exchange;

import org.jspecify.annotations.NullMarked;
