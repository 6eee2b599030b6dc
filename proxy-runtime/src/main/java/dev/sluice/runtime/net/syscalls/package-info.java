/**
 * The engine for Linux: sockets are driven by system calls of our own, through Java's foreign
 * function interface, on the epoll loops that Vert.x and Netty run. It makes about a third of the
 * system calls a session that channels make, and moves volume with splice(2) without copying it.
 * Start at {@code SyscallConnection}.
 */
@NullMarked
package dev.sluice.runtime.net.syscalls;

import org.jspecify.annotations.NullMarked;
