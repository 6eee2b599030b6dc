/**
 * The command line, one class for each command: start at {@link
 * dev.sluice.runtime.cli.CommandLines}. What is printed to standard output is what was asked for;
 * problems and the process log ({@link dev.sluice.runtime.cli.ProcessLog}) go to standard error.
 * The running proxy is behind {@link dev.sluice.runtime.cli.Launcher}.
 */
@NullMarked
package dev.sluice.runtime.cli;

import org.jspecify.annotations.NullMarked;
