/**
 * The whole proxy over real sockets, in one JVM, by topic: a package each. Here is what they share.
 */
@NullMarked
package dev.sluice.it;

import org.jspecify.annotations.NullMarked;
