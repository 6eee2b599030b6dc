package dev.sluice.runtime.net;

import java.net.SocketAddress;
import java.nio.ByteBuffer;

/**
 * One stream socket, to a client or to a server. It belongs to one {@link Loop}; all methods are
 * called, and all events of its {@link ConnectionHandler} arrive, on that loop's thread.
 *
 * <p>A connection reads on its own as long as less than {@link #WINDOW} bytes wait to be consumed.
 * What was read is looked at with {@link #received()} and given up with {@link #consume}, or sent
 * on to another connection with {@link #forward}. Both directions end separately: the peer's FIN is
 * {@link ConnectionHandler#ended}, ours is {@link #finish()}.
 */
public interface Connection {

  /** How many received bytes may wait unconsumed before the connection stops reading. */
  int WINDOW = 128 * 1024;

  /** The loop it belongs to. */
  Loop loop();

  /** The address of the other side; also when it is closed. */
  SocketAddress remoteAddress();

  /** The address of our side; also when it is closed. */
  SocketAddress localAddress();

  /** Replaces the handler of events. */
  void handler(ConnectionHandler handler);

  /**
   * Stops reading until {@link #resume()}; the peer is slowed down by TCP. Already set: nothing.
   */
  void pause();

  /** Reads again. Not paused: nothing. */
  void resume();

  /**
   * The bytes received and not yet consumed, from position 0 to the limit. The view is valid until
   * the next call of a method of this connection, of this one of another connection of the loop, or
   * the return to the loop; it must not be written to.
   */
  ByteBuffer received();

  /** How many bytes {@link #received()} has, without a view of them. */
  int available();

  /** Gives up the first bytes of {@link #received()}. */
  void consume(int bytes);

  /**
   * From now on sends whatever is received (what waits unconsumed first) to another connection of
   * the same loop, and reads no faster than that one takes it. {@link ConnectionHandler#received}
   * is no longer called; {@link ConnectionHandler#ended} comes when the peer has ended and the last
   * byte was handed over.
   */
  void forward(Connection to);

  /**
   * As {@link #forward(Connection)}, but only for so many bytes, at least one. When all are handed
   * over and the other connection can take more, {@link ConnectionHandler#forwarded} is called,
   * never before this method has returned, and this one receives again as it did before.
   */
  void forward(Connection to, long bytes);

  /** Queues bytes to be sent; they are copied if they cannot be sent at once. */
  void write(ByteBuffer bytes);

  /** Sends FIN once everything queued is sent; receiving goes on. */
  void finish();

  /**
   * Closes once everything queued is sent, or the peer has taken nothing of it for long. What is
   * received from then on is thrown away.
   */
  void close();

  /**
   * Sends what is queued, then RST: the peer learns that the stream was cut. RST waits until the
   * peer has what was sent, as far as the kernel tells, but not for ever.
   */
  void abort();

  /** Closes at once with RST; what is queued is lost. */
  void reset();

  /** Bytes received so far. */
  long bytesReceived();

  /** Bytes given to the kernel so far. */
  long bytesSent();

  /**
   * Whether it stands in both directions and nothing was received that waits. The kernel may be
   * asked too. One that is not is of no more use: a part of what came may be lost.
   */
  boolean fresh();

  /**
   * Whether so much is queued that whoever writes should wait for {@link
   * ConnectionHandler#drained}.
   */
  boolean full();

  /** Whether bytes are queued that the kernel has not taken yet. */
  boolean unsent();

  /** When bytes were last received or taken by the kernel, in {@link Loop#nanoTime()}. */
  long lastActive();
}
