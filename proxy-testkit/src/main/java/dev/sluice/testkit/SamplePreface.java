package dev.sluice.testkit;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.tls.ClientHelloParser;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What a client has sent so far, read by the proxy's own parsers. A test lets bytes come in with
 * {@link #receive} and ends them with {@link #end}. For one thread at a time.
 */
public final class SamplePreface implements Preface {

  private final ClientHelloParser helloParser = new ClientHelloParser();
  private final HeadParser headParser = new HeadParser();
  private byte[] bytes = {};
  private boolean ended;

  /** With nothing received yet. */
  public SamplePreface() {}

  /** With these bytes received, and more to come. */
  public SamplePreface(byte[] bytes) {
    receive(bytes);
  }

  /** Lets more bytes come in. */
  public SamplePreface receive(byte[] more) {
    if (ended) {
      throw new IllegalStateException("nothing comes after the end");
    }
    int length = bytes.length;
    bytes = Arrays.copyOf(bytes, length + more.length);
    System.arraycopy(more, 0, bytes, length, more.length);
    helloParser.parse(bytes());
    headParser.parse(bytes());
    return this;
  }

  /** No more bytes will come. */
  public SamplePreface end() {
    ended = true;
    return this;
  }

  @Override
  public Inspection tls() {
    return inEffect(helloParser.parse(bytes()));
  }

  @Override
  public @Nullable ClientHello clientHello() {
    return helloParser.hello();
  }

  @Override
  public Inspection http() {
    return inEffect(headParser.parse(bytes()));
  }

  @Override
  public @Nullable RequestHead requestHead() {
    return headParser.head();
  }

  @Override
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public boolean complete() {
    return ended;
  }

  private Inspection inEffect(Inspection inspection) {
    return ended && !inspection.decided() ? Inspection.TIMEOUT : inspection;
  }
}
