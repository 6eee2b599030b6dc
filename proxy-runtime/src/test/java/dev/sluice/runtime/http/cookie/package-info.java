/** Tests of the cookie by which clients stay with servers. */
@NullMarked
package dev.sluice.runtime.http.cookie;

import org.jspecify.annotations.NullMarked;
