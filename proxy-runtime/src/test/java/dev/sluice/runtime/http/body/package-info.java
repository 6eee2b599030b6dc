/** Tests of HTTP/1 over bytes. */
@NullMarked
package dev.sluice.runtime.http.body;

import org.jspecify.annotations.NullMarked;
