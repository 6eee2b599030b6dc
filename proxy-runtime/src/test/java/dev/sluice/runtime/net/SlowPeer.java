package dev.sluice.runtime.net;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;

/** A connection whose peer takes bytes when a test says so, and the time in which it does. */
public final class SlowPeer {

  private final ManualTime time = new ManualTime();
  private final TimerWheel wheel = new TimerWheel(time);
  private final List<String> calls = new ArrayList<>();
  private long unsent;
  private long sent;

  private final Loop loop =
      (Loop)
          Proxy.newProxyInstance(
              Loop.class.getClassLoader(),
              new Class<?>[] {Loop.class},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "timer" -> wheel.timer((Runnable) arguments[0]);
                    case "nanoTime" -> time.nanoTime();
                    default -> throw new AssertionError(method);
                  });

  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "loop" -> loop;
                    case "unsent" -> unsent > 0;
                    case "bytesSent" -> sent;
                    case "lastActive" -> time.nanoTime();
                    case "available" -> 0;
                    default -> {
                      calls.add(method.getName());
                      yield null;
                    }
                  });

  /** One to which so many bytes are to be sent; it says something all the time. */
  public SlowPeer(long unsent) {
    this.unsent = unsent;
  }

  /** The connection. */
  public Connection connection() {
    return connection;
  }

  /** The names of the methods that were called and tell nothing. */
  public List<String> calls() {
    return calls;
  }

  /** It takes some bytes. */
  public void take(long bytes) {
    sent += bytes;
    unsent -= bytes;
  }

  /** Lets time go by. */
  public void pass(long nanos) {
    time.advance(wheel, nanos);
  }
}
