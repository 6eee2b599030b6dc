package dev.sluice.runtime.backend.discovery;

/** Servers that are told where they are, as long as they are wanted. Confined to one loop. */
interface Located {

  /** Looks their name up from now on. */
  void start();

  /** Looks it up no more; they stay where they are. */
  void stop();
}
