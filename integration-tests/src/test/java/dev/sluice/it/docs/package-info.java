/**
 * The documentation tells the truth: the reference is the one that the declarations give, samples
 * are configurations that the proxy takes, and links lead somewhere.
 */
@NullMarked
package dev.sluice.it.docs;

import org.jspecify.annotations.NullMarked;
