package dev.sluice.runtime.plugin;

import java.util.ServiceConfigurationError;

/** What a plugin threw, in one line for the operator. */
final class Faults {

  private Faults() {}

  /** Never throws, even if the plugin's exception does when it is asked for its message. */
  static String describe(Throwable thrown) {
    Throwable fault = thrown;
    if (thrown instanceof ServiceConfigurationError && thrown.getCause() != null) {
      fault = thrown.getCause();
    }
    try {
      return text(fault).replaceAll("\\s+", " ");
    } catch (Throwable e) {
      return fault.getClass().getName();
    }
  }

  private static String text(Throwable fault) {
    String message = String.valueOf(fault.getMessage());
    return switch (fault) {
      case UnsupportedClassVersionError e -> "was built for a newer Java: " + message;
      case NoClassDefFoundError e -> "needs a class that is not there: " + message;
      case ClassNotFoundException e -> "needs a class that is not there: " + message;
      case ServiceConfigurationError e -> message;
      default -> fault.getClass().getSimpleName() + ": " + message;
    };
  }
}
