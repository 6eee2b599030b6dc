package dev.sluice.runtime.fault;

import java.util.ServiceConfigurationError;
import org.slf4j.Logger;

/**
 * What a plugin throws. The compiler does not keep plugins to what they declare, and libraries they
 * lack are Errors; so every call into a plugin is guarded the same way:
 *
 * {@snippet :
 * try {
 *   filter.onClose(session);
 * } catch (Throwable e) {
 *   Faults.throwIfFatal(e);
 *   // it failed, and nothing else did
 * }
 * }
 */
public final class Faults {

  private Faults() {}

  /**
   * Throws what the JVM itself cannot be trusted after: out of memory, internal errors. A stack
   * that was too deep is unwound when it gets here, so that one is survived.
   */
  public static void throwIfFatal(Throwable fault) {
    if (fault instanceof VirtualMachineError fatal && !(fault instanceof StackOverflowError)) {
      throw fatal;
    }
  }

  /**
   * What was thrown, in one line for the operator. Never throws, even if the plugin's exception
   * does when it is asked for its message.
   */
  public static String describe(Throwable thrown) {
    Throwable fault = thrown;
    try {
      if (thrown instanceof ServiceConfigurationError && thrown.getCause() != null) {
        fault = thrown.getCause();
      }
      return text(fault).replaceAll("\\s+", " ");
    } catch (Throwable e) {
      throwIfFatal(e);
      return fault.getClass().getName();
    }
  }

  /** Logs a warning with what was thrown; without its stack trace if that cannot be had. */
  public static void warn(Logger log, String what, Throwable fault) {
    try {
      log.warn("{}", what, fault);
    } catch (Throwable e) {
      throwIfFatal(e);
      log.warn("{}: {}", what, describe(fault));
    }
  }

  private static String text(Throwable fault) {
    String message = fault.getMessage();
    return switch (fault) {
      case UnsupportedClassVersionError e -> "was built for a newer Java: " + message;
      case NoClassDefFoundError e -> "needs a class that is not there: " + message;
      case ClassNotFoundException e -> "needs a class that is not there: " + message;
      case ServiceConfigurationError e -> String.valueOf(message);
      default -> name(fault) + (message == null ? "" : ": " + message);
    };
  }

  /** Also of a class without a name. */
  private static String name(Throwable fault) {
    String simple = fault.getClass().getSimpleName();
    return simple.isEmpty() ? fault.getClass().getName() : simple;
  }
}
