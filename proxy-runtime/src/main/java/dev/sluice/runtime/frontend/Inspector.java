package dev.sluice.runtime.frontend;

import dev.sluice.api.Need;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.Refusal;
import dev.sluice.runtime.tls.ClientHelloParser;
import java.nio.ByteBuffer;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one client has said so far. It reads TLS and HTTP only when asked, each byte once, and
 * remembers the outcome. Confined to the session's loop.
 */
public final class Inspector implements Preface {

  /**
   * How many first bytes are kept for matchers that read a protocol of their own. The parsers of
   * TLS and HTTP decide earlier.
   */
  private static final int MAX_BYTES = 96 * 1024;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private ByteBuffer bytes = NOTHING;
  private boolean complete;
  private @Nullable ClientHelloParser helloParser;
  private @Nullable HeadParser headParser;
  private Inspection tls = Inspection.PENDING;
  private Inspection http = Inspection.PENDING;
  private int tlsRead;
  private int httpRead;

  /**
   * Shows more bytes.
   *
   * @param received all bytes since the connection was accepted; read only until {@link #release}
   */
  public void see(ByteBuffer received) {
    bytes = received;
    complete |= received.limit() >= MAX_BYTES;
  }

  /** No more bytes will come. */
  public void end() {
    complete = true;
  }

  /** Whether of what is needed something is not known yet, and may yet come. */
  public boolean awaits(Set<Need> needs) {
    return (needs.contains(Need.CLIENT_HELLO) && tls() == Inspection.PENDING)
        || (needs.contains(Need.REQUEST_HEAD) && http() == Inspection.PENDING);
  }

  /** Lets go of the bytes, whose view ends with the call that showed them. */
  public void release() {
    bytes = NOTHING;
  }

  /** Lets go of what was read, which a relay no longer needs. */
  public void forget() {
    release();
    helloParser = null;
    headParser = null;
  }

  @Override
  public Inspection tls() {
    if (tls == Inspection.PENDING && bytes.limit() > tlsRead) {
      ClientHelloParser parser = helloParser;
      if (parser == null) {
        parser = new ClientHelloParser();
        helloParser = parser;
      }
      tlsRead = bytes.limit();
      tls = parser.parse(bytes);
    }
    return tls == Inspection.PENDING && complete ? Inspection.TIMEOUT : tls;
  }

  @Override
  public @Nullable ClientHello clientHello() {
    boolean isHello = tls() == Inspection.COMPLETE;
    ClientHelloParser parser = helloParser;
    return isHello && parser != null ? parser.hello() : null;
  }

  @Override
  public Inspection http() {
    if (http == Inspection.PENDING && bytes.limit() > httpRead) {
      HeadParser parser = headParser;
      if (parser == null) {
        parser = new HeadParser();
        headParser = parser;
      }
      httpRead = bytes.limit();
      http = parser.parse(bytes);
    }
    return http == Inspection.PENDING && complete ? Inspection.TIMEOUT : http;
  }

  @Override
  public @Nullable RequestHead requestHead() {
    boolean isRequest = http() == Inspection.COMPLETE;
    HeadParser parser = headParser;
    return isRequest && parser != null ? parser.head() : null;
  }

  /** Why the head cannot be used; null if it can, or was not read. */
  public @Nullable Refusal refusal() {
    HeadParser parser = headParser;
    return parser == null ? null : parser.refusal();
  }

  @Override
  public ByteBuffer bytes() {
    return bytes.asReadOnlyBuffer();
  }

  @Override
  public boolean complete() {
    return complete;
  }
}
