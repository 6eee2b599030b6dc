package dev.sluice.runtime.backend;

import dev.sluice.api.Emitter;
import dev.sluice.api.session.Server;
import dev.sluice.runtime.http.cookie.ServerCookie;
import java.io.ByteArrayOutputStream;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A server of one generation, with its state, which all generations share.
 *
 * @param name its name
 * @param backend the name of its backend
 * @param backup whether it takes sessions only while no other server does
 * @param emitters write before the client's bytes, in order
 * @param pooling what is kept of connections to it
 * @param cookie what it is called in the cookie of its backend; null if that has none
 * @param state what outlives this generation
 */
public record LiveServer(
    String name,
    String backend,
    boolean backup,
    List<Emitter> emitters,
    Pooling pooling,
    @Nullable ServerCookie cookie,
    ServerState state)
    implements Server, Choice {

  @Override
  public SocketAddress address() {
    return state.address();
  }

  @Override
  public int weight() {
    return state.weight();
  }

  @Override
  public int effectiveWeight() {
    return state.effectiveWeight();
  }

  @Override
  public int sessions() {
    return state.sessions();
  }

  @Override
  public byte[] opening(SocketAddress local, SocketAddress remote) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    emitters.forEach(emitter -> bytes.writeBytes(emitter.ownBytes(local, remote)));
    return bytes.toByteArray();
  }

  /** Takes a slot for a session, if there is one; {@link #leave} gives it back. */
  boolean enter() {
    return state.enter();
  }

  /** Takes a slot, or says that this is the server to wait for. */
  Choice entered() {
    return enter() ? this : new Choice.Full(this);
  }

  /** Whether there was no free slot just now. */
  boolean full() {
    return state.full();
  }

  /** Gives a slot back. */
  void leave() {
    state.leave();
  }

  @Override
  public String toString() {
    return "backend '" + backend + "': server '" + name + "' " + address();
  }
}
