/** Tests of HTTP/1 over bytes. */
@NullMarked
package dev.sluice.runtime.http.forward;

import org.jspecify.annotations.NullMarked;
