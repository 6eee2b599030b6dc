/**
 * The portable engine: Vert.x's NetServer accepts, Netty channels carry the bytes. It runs on
 * epoll, io_uring and NIO.
 */
@NullMarked
package dev.sluice.runtime.net.channels;

import org.jspecify.annotations.NullMarked;
