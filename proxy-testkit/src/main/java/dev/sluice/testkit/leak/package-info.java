/** Makes a buffer that was never released fail the test class that leaked it. */
@NullMarked
package dev.sluice.testkit.leak;

import org.jspecify.annotations.NullMarked;
