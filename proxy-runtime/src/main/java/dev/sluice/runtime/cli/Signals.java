package dev.sluice.runtime.cli;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signals of the operating system. Java has no interface to them but {@code sun.misc.Signal} of the
 * module jdk.unsupported; it is used by reflection, as javac's warning about it cannot be
 * suppressed.
 */
@FunctionalInterface
public interface Signals {

  /** Runs an action, on a thread of its own, each time the signal ({@code "TERM"}) arrives. */
  void on(String name, Runnable action);

  /** The signals this process gets. One that the platform does not have never arrives. */
  static Signals ofProcess() {
    return Signals::handle;
  }

  private static void handle(String name, Runnable action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object forwarder =
          Proxy.newProxyInstance(
              handler.getClassLoader(),
              new Class<?>[] {handler},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      action.run();
                      yield null;
                    }
                    case "equals" ->
                        System.identityHashCode(self) == System.identityHashCode(arguments[0]);
                    case "hashCode" -> System.identityHashCode(self);
                    default -> "handler of SIG" + name;
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), forwarder);
    } catch (InvocationTargetException e) {
      // Windows has no HUP; java -Xrs keeps signals for the JVM's user.
      logger().debug("SIG{} cannot be handled", name, e.getCause());
    } catch (ReflectiveOperationException e) {
      logger().warn("SIG{} cannot be handled: {}", name, e.toString());
    }
  }

  private static Logger logger() {
    return LoggerFactory.getLogger(Signals.class);
  }
}
