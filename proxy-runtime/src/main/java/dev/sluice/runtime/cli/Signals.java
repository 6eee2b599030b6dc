package dev.sluice.runtime.cli;

import dev.sluice.runtime.net.IgnoredSignal;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
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

  /**
   * Runs an action, on a thread of its own, each time the signal ({@code "TERM"}) arrives. HUP
   * arrives also if the process was started with it ignored, by {@code nohup}.
   */
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
      Method handle = signal.getMethod("handle", signal, handler);
      Object number = signal.getConstructor(String.class).newInstance(name);
      Object before = handle.invoke(null, number, forwarder);
      // Not INT: a shell has its background jobs ignore it so that Ctrl-C spares them.
      if (name.equals("HUP") && handler.getField("SIG_IGN").get(null).equals(before)) {
        IgnoredSignal.restore((int) signal.getMethod("getNumber").invoke(number));
        var _ = handle.invoke(null, number, forwarder);
      }
    } catch (InvocationTargetException e) {
      // Windows has no HUP; java -Xrs keeps signals for the JVM's user.
      logger().debug("SIG{} cannot be handled", name, e.getCause());
    } catch (ReflectiveOperationException | IllegalStateException e) {
      logger().warn("SIG{} cannot be handled: {}", name, e.toString());
    }
  }

  private static Logger logger() {
    return LoggerFactory.getLogger(Signals.class);
  }
}
