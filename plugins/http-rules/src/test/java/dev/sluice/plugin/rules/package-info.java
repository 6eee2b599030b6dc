/** Tests of what rules take and refuse; what they do is tested over sockets. */
@NullMarked
package dev.sluice.plugin.rules;

import org.jspecify.annotations.NullMarked;
