/**
 * What extensions do wrong: {@link dev.sluice.runtime.fault.Faults} says which of it is survived
 * and puts it in words, {@link dev.sluice.runtime.fault.FaultLog} tells it without flooding the
 * log.
 */
@NullMarked
package dev.sluice.runtime.fault;

import org.jspecify.annotations.NullMarked;
