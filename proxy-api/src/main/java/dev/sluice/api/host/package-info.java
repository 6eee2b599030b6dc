/**
 * Host names in one canonical form, for SNI, Host and configuration alike, and the index that finds
 * a name among many patterns at a cost that does not grow with their number.
 */
@NullMarked
package dev.sluice.api.host;

import org.jspecify.annotations.NullMarked;
