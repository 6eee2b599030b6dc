package dev.sluice.runtime.net;

import java.io.IOException;

/** Is told how an attempt to connect ended: exactly one of the two, on the loop it was made on. */
public interface DialHandler {

  /** The connection stands. Its handler must be set before this method returns. */
  void connected(Connection connection);

  /** It does not: refused, unreachable, no such host, no descriptor or port left. */
  void failed(IOException cause);
}
