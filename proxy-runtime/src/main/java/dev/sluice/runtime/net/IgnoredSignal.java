package dev.sluice.runtime.net;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/**
 * A signal that was ignored when the process began, as {@code nohup} does it with SIGHUP. The JVM
 * leaves it ignored, whatever handler it is given.
 */
public final class IgnoredSignal {

  private static final MemorySegment SIG_DFL = MemorySegment.NULL;

  private IgnoredSignal() {}

  /**
   * Has the signal do again what it does by default; the JVM then takes a handler for it.
   *
   * @throws IllegalStateException where that cannot be done
   */
  @SuppressWarnings("restricted") // the launcher allows native access
  public static void restore(int number) {
    try {
      Linker linker = Linker.nativeLinker();
      MethodHandle signal =
          linker.downcallHandle(
              linker.defaultLookup().findOrThrow("signal"),
              FunctionDescriptor.of(
                  ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
      var _ = (MemorySegment) signal.invokeExact(number, SIG_DFL);
    } catch (Throwable e) {
      throw new IllegalStateException("signal " + number + " stays ignored", e);
    }
  }
}
