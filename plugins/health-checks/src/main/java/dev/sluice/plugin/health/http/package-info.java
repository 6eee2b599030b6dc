/**
 * The check {@code http}: an {@link dev.sluice.plugin.health.http.HttpQuestion} and the {@link
 * dev.sluice.plugin.health.http.HttpDialogue} that comes of it.
 */
@NullMarked
package dev.sluice.plugin.health.http;

import org.jspecify.annotations.NullMarked;
