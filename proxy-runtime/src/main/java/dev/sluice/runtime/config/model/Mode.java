package dev.sluice.runtime.config.model;

/** What a frontend or backend takes the bytes for. */
public enum Mode {
  /** A stream that is passed on as it is. */
  TCP,
  /** Requests, each of which is routed on its own. */
  HTTP
}
