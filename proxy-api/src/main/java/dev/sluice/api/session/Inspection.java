package dev.sluice.api.session;

/** What the first bytes of a client have turned out to be, in the protocol they were read as. */
public enum Inspection {
  /** Not to be told yet. */
  PENDING,
  /** Complete and well-formed. */
  COMPLETE,
  /** Another protocol: the very first bytes cannot be this one. */
  OTHER,
  /** This protocol, but broken. */
  MALFORMED,
  /** Longer than the limit. */
  TOO_LARGE,
  /** Not complete when the inspect timeout ended, or when the client closed its side. */
  TIMEOUT;

  /** Whether more bytes can no longer change it. */
  public boolean decided() {
    return this != PENDING;
  }
}
