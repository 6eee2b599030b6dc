/**
 * Access logs to standard output and to files, and HAProxy's {@code tcplog} format: start at {@link
 * dev.sluice.plugin.accesslogs.AccessLogs}. Lines are queued by event loops and written by one
 * thread for each target ({@link dev.sluice.plugin.accesslogs.LogWriter}).
 */
@NullMarked
package dev.sluice.plugin.accesslogs;

import org.jspecify.annotations.NullMarked;
