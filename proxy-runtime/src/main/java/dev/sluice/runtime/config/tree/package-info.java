/**
 * Configuration text as a tree that knows its places: {@link dev.sluice.runtime.config.tree.Node}s
 * with line, column and JSON pointer, read by {@link dev.sluice.runtime.config.tree.JsonTree}, and
 * the {@link dev.sluice.runtime.config.tree.Problems} found on the way, each at its place.
 */
@NullMarked
package dev.sluice.runtime.config.tree;

import org.jspecify.annotations.NullMarked;
