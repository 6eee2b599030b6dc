/** Tests of HTTP/1 over bytes. */
@NullMarked
package dev.sluice.runtime.http;

import org.jspecify.annotations.NullMarked;
