/**
 * What may be written in a configuration, for editors ({@link
 * dev.sluice.runtime.config.docs.SchemaWriter}) and for people ({@link
 * dev.sluice.runtime.config.docs.ReferenceWriter}), generated from the same declarations that
 * configurations are read by.
 */
@NullMarked
package dev.sluice.runtime.config.docs;

import org.jspecify.annotations.NullMarked;
