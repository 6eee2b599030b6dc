package dev.sluice.runtime.config.model;

/** What is to drive the sockets of a frontend's sessions, on both sides. */
public enum EngineChoice {
  /** System calls where they work, else channels. */
  AUTO,
  /** Netty's channels, which work everywhere. */
  CHANNELS,
  /** System calls; where they do not work channels take over all the same. */
  SYSCALLS
}
