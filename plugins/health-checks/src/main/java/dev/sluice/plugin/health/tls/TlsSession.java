package dev.sluice.plugin.health.tls;

import io.vertx.core.buffer.Buffer;
import java.nio.ByteBuffer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * The client's side of one TLS connection. It computes, so it is called beside event loops, and by
 * one thread at a time.
 *
 * <p>Vert.x could upgrade the connection itself, but it resumes sessions of earlier probes, in
 * which no certificate is sent; here every probe sees what the server serves now.
 */
final class TlsSession {

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /**
   * What came of a step.
   *
   * @param toServer bytes to send
   * @param fromServer bytes it has sent, decrypted
   * @param open whether the handshake is done
   * @param closed whether the server has ended the session in order
   * @param failure why it failed; null if it did not
   */
  record Step(
      Buffer toServer, Buffer fromServer, boolean open, boolean closed, @Nullable String failure) {}

  private final SSLEngine engine;
  private ByteBuffer received;
  private ByteBuffer decrypted;
  private boolean open;
  private boolean closed;

  TlsSession(SSLEngine engine) {
    this.engine = engine;
    this.received = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    this.decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
  }

  SSLEngine engine() {
    return engine;
  }

  /** Begins the handshake. */
  Step begin() {
    try {
      engine.beginHandshake();
    } catch (SSLException e) {
      return new Step(
          Buffer.buffer(), Buffer.buffer(), false, false, String.valueOf(e.getMessage()));
    }
    return received(Buffer.buffer());
  }

  /** Goes on with what the server has sent. */
  Step received(Buffer bytes) {
    append(bytes);
    Buffer toServer = Buffer.buffer();
    Buffer fromServer = Buffer.buffer();
    String failure = null;
    try {
      while (advance(toServer, fromServer)) {
        // Until it waits for the server.
      }
    } catch (SSLException e) {
      failure = String.valueOf(e.getMessage());
      alert(toServer);
    }
    return new Step(toServer, fromServer, open, closed, failure);
  }

  /** Encrypts. */
  Step send(Buffer bytes) {
    Buffer toServer = Buffer.buffer();
    ByteBuffer plain = ByteBuffer.wrap(bytes.getBytes());
    try {
      while (plain.hasRemaining()) {
        wrap(plain, toServer);
      }
      return new Step(toServer, Buffer.buffer(), open, closed, null);
    } catch (SSLException e) {
      String failure = String.valueOf(e.getMessage());
      return new Step(toServer, Buffer.buffer(), open, closed, failure);
    }
  }

  /** Says that nothing more will come. */
  Buffer close() {
    Buffer toServer = Buffer.buffer();
    engine.closeOutbound();
    alert(toServer);
    return toServer;
  }

  /** One step; whether there may be another one. */
  private boolean advance(Buffer toServer, Buffer fromServer) throws SSLException {
    return switch (engine.getHandshakeStatus()) {
      case NEED_TASK -> {
        Runnable task = engine.getDelegatedTask();
        while (task != null) {
          task.run();
          task = engine.getDelegatedTask();
        }
        yield true;
      }
      case NEED_WRAP -> wrap(NOTHING, toServer) && !engine.isOutboundDone();
      default -> !closed && unwrap(fromServer);
    };
  }

  private boolean wrap(ByteBuffer plain, Buffer toServer) throws SSLException {
    ByteBuffer packet = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    SSLEngineResult result = engine.wrap(plain, packet);
    note(result);
    toServer.appendBytes(packet.array(), 0, packet.position());
    return result.getStatus() != SSLEngineResult.Status.CLOSED;
  }

  private boolean unwrap(Buffer fromServer) throws SSLException {
    received.flip();
    SSLEngineResult result;
    try {
      result = engine.unwrap(received, decrypted);
    } finally {
      received.compact();
    }
    note(result);
    fromServer.appendBytes(decrypted.array(), 0, decrypted.position());
    decrypted.clear();
    return switch (result.getStatus()) {
      case OK ->
          result.bytesConsumed() > 0
              || result.getHandshakeStatus() == HandshakeStatus.NEED_TASK
              || result.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      case BUFFER_OVERFLOW -> {
        decrypted = ByteBuffer.allocate(engine.getSession().getApplicationBufferSize());
        yield true;
      }
      case BUFFER_UNDERFLOW -> false;
      case CLOSED -> {
        closed = true;
        yield engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP;
      }
    };
  }

  private void note(SSLEngineResult result) {
    open |= result.getHandshakeStatus() == HandshakeStatus.FINISHED;
  }

  private void append(Buffer bytes) {
    if (received.remaining() < bytes.length()) {
      ByteBuffer larger = ByteBuffer.allocate(received.position() + bytes.length());
      received.flip();
      larger.put(received);
      received = larger;
    }
    received.put(bytes.getBytes());
  }

  private void alert(Buffer toServer) {
    try {
      for (int i = 0; i < 4 && engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP; i++) {
        boolean _ = wrap(NOTHING, toServer);
      }
    } catch (SSLException e) {
      // The server learns of it when the connection is closed.
    }
  }
}
