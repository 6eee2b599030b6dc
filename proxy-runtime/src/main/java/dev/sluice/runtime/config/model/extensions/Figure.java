package dev.sluice.runtime.config.model.extensions;

import java.util.function.LongSupplier;

/**
 * A number that an extension publishes.
 *
 * @param word of the extension
 * @param name what the extension calls it
 * @param counter whether it only grows
 * @param doc what it is
 * @param section in which the extension stands: {@code frontends/web}
 * @param rank which of the extensions of that word in that section it is, from 1
 * @param value reads it
 */
public record Figure(
    String word,
    String name,
    boolean counter,
    String doc,
    String section,
    int rank,
    LongSupplier value) {}
