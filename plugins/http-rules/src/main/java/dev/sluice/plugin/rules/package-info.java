/**
 * Rules for HTTP requests: the filters {@code request-header} and {@code response-header}, which
 * change fields, and {@code redirect}, which sends clients elsewhere. What they say may hold a few
 * words about the request ({@link dev.sluice.plugin.rules.Template}).
 */
@NullMarked
package dev.sluice.plugin.rules;

import org.jspecify.annotations.NullMarked;
