package dev.sluice.runtime.net;

/** An attempt to connect that is under way. */
public interface Dial {

  /** Gives it up: nothing is left open and the handler is not called any more. Idempotent. */
  void cancel();
}
