/** HTTP mode: each request finds its server, and what is no request harms nobody. */
@NullMarked
package dev.sluice.it.http;

import org.jspecify.annotations.NullMarked;
