package dev.sluice.runtime.backend;

import java.net.InetSocketAddress;
import java.net.SocketAddress;

/** Where a server is, as far as it is known. Changed by one thread, read by any. */
final class Location {

  private enum Knowledge {
    KNOWN,
    /** Its name is being looked up for the first time. */
    AWAITED,
    UNKNOWN
  }

  private volatile SocketAddress address;
  private volatile Knowledge knowledge;
  private volatile boolean moved;

  /** Unknown yet if the address is an unresolved one. */
  Location(SocketAddress address) {
    this.address = address;
    this.knowledge =
        address instanceof InetSocketAddress internet && internet.isUnresolved()
            ? Knowledge.AWAITED
            : Knowledge.KNOWN;
  }

  /** The last that was known; before that the name by which it is looked up. */
  SocketAddress address() {
    return address;
  }

  boolean known() {
    return knowledge == Knowledge.KNOWN;
  }

  /** Whether it is about to turn out for the first time. */
  boolean awaited() {
    return knowledge == Knowledge.AWAITED;
  }

  /** Whether it was elsewhere before. */
  boolean moved() {
    return moved;
  }

  /** It is there; false if that was known. */
  boolean found(SocketAddress where) {
    boolean known = known();
    if (known && address.equals(where)) {
      return false;
    }
    address = where;
    moved |= known;
    knowledge = Knowledge.KNOWN;
    return true;
  }

  /** It is not known, or not any more; false if that was so. */
  boolean lost() {
    boolean news = knowledge != Knowledge.UNKNOWN;
    knowledge = Knowledge.UNKNOWN;
    return news;
  }
}
