package dev.sluice.runtime.net;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Is told how an attempt to connect ended: exactly one of the two, on the loop it was made on. */
public interface DialHandler {

  /**
   * What is sent first. An engine may send a part of it to find out whether the connection stands
   * already, which saves it an event; only direct buffers are looked at. Called at most once, while
   * {@link Loop#dial} runs, and nothing else is done with the bytes.
   */
  ByteBuffer opening();

  /**
   * The connection stands. Its handler must be set before this method returns.
   *
   * @param opened how many bytes of {@link #opening()} were sent
   */
  void connected(Connection connection, int opened);

  /** It does not: refused, unreachable, no such host, no descriptor or port left. */
  void failed(IOException cause);
}
