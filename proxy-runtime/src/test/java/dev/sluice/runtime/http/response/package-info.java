/** Tests of HTTP/1 over bytes. */
@NullMarked
package dev.sluice.runtime.http.response;

import org.jspecify.annotations.NullMarked;
