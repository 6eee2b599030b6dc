package dev.sluice.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Loop;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class GuardTest {

  private final List<String> events = new ArrayList<>();

  /** Runs what it is given at once. */
  private final Loop loop =
      (Loop)
          Proxy.newProxyInstance(
              Loop.class.getClassLoader(),
              new Class<?>[] {Loop.class},
              (self, method, arguments) -> {
                ((Runnable) arguments[0]).run();
                return null;
              });

  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, arguments) -> {
                if (method.getName().equals("loop")) {
                  return loop;
                }
                events.add(method.getName());
                return null;
              });

  // As a bare task of the loop it was told by Netty, and the session stood still for ever.
  @Test
  void actionThatFails_resetsTheConnection() {
    Guard guard = new Guard(connection);
    guard.execute(() -> events.add("runs"));
    assertThat(events).containsExactly("runs");
    guard.execute(() -> {
      throw new IllegalStateException("a fault of ours");
    });
    assertThat(events).containsExactly("runs", "reset");
  }

  // An assertion, or what a plugin throws without declaring it, went up into the loop.
  @Test
  void whateverIsThrown_resetsTheConnection_unlessTheJvmIsBroken() {
    Guard guard = new Guard(connection);
    guard.execute(() -> {
      throw new AssertionError("it never happens");
    });
    assertThat(events).containsExactly("reset");
    InternalError fatal = new InternalError("of the JVM");
    assertThatThrownBy(() ->
            guard.execute(() -> {
              throw fatal;
            }))
        .isSameAs(fatal);
    assertThat(events).containsExactly("reset");
  }
}
