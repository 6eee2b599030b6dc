/** Tests of the rate limiter; time is what they say it is. */
@NullMarked
package dev.sluice.plugin.rate;

import org.jspecify.annotations.NullMarked;
