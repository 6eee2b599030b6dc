package dev.sluice.api.session;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent so far and what it means. The runtime reads each protocol once, however
 * many matchers ask. Valid only during the call it is passed to, on that thread; the values it
 * returns ({@link ClientHello}, {@link RequestHead}) are immutable and may be kept.
 */
public interface Preface {

  /** What the bytes are as TLS. */
  Inspection tls();

  /** The ClientHello; not null exactly if {@link #tls()} is {@link Inspection#COMPLETE}. */
  @Nullable ClientHello clientHello();

  /** What the bytes are as HTTP/1. */
  Inspection http();

  /** The head of the request; not null exactly if {@link #http()} is complete. */
  @Nullable RequestHead requestHead();

  /** All bytes so far, read-only, from the first one. */
  ByteBuffer bytes();

  /** Whether no more bytes will come: the time or size limit is reached, or the client ended. */
  boolean complete();
}
