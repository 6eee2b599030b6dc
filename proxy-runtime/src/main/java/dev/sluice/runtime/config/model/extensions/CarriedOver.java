package dev.sluice.runtime.config.model.extensions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What extensions keep beyond the configuration they were made for. A value has the configurations
 * that asked for it as its users: it is known from when one of them is accepted, and is forgotten
 * and closed when the last of them is closed. So a configuration that is refused, or only checked,
 * loses nothing and leaves nothing behind. Thread-safe.
 */
public final class CarriedOver {

  /**
   * What a value goes by.
   *
   * @param kind of the extension
   * @param word of the extension
   * @param section in which it stands: {@code frontends/web}
   * @param key under which it keeps the value
   * @param rank among the extensions of this word and section that ask for the key, from 0
   */
  public record Slot(Class<?> kind, String word, String section, String key, int rank) {}

  /** A value, and how many configurations use it. */
  private static final class Kept {

    private final Object value;
    private final @Nullable ClassLoader loader;
    private int users = 1;

    Kept(Object value, @Nullable ClassLoader loader) {
      this.value = value;
      this.loader = loader;
    }
  }

  private final Map<Slot, Kept> known = new ConcurrentHashMap<>();

  /** The part of a configuration that is being read; to be closed with it. */
  public Share share() {
    return new Share();
  }

  private synchronized @Nullable Kept use(Slot slot, @Nullable ClassLoader loader) {
    Kept kept = known.get(slot);
    // Other classes of the same names: an object of the old ones must not reach the new.
    if (kept == null || !Objects.equals(kept.loader, loader)) {
      return null;
    }
    kept.users++;
    return kept;
  }

  private synchronized boolean release(Slot slot, Kept kept) {
    kept.users--;
    if (kept.users > 0) {
      return false;
    }
    known.remove(slot, kept);
    return true;
  }

  /** What one configuration has asked for. */
  public final class Share implements AutoCloseable {

    private final Map<Slot, Kept> asked = new LinkedHashMap<>();

    private Share() {}

    /**
     * The value that goes by a slot, or a new one.
     *
     * @param loader of the classes of the extension that asks
     */
    public synchronized Object ask(
        Slot slot, @Nullable ClassLoader loader, Supplier<? extends Object> fresh) {
      Kept kept = asked.get(slot);
      if (kept == null) {
        kept = use(slot, loader);
      }
      if (kept == null) {
        // A plugin may be compiled without checks for null.
        @Nullable Object value = fresh.get();
        kept = new Kept(Objects.requireNonNull(value, "carryOver() got null"), loader);
      }
      asked.put(slot, kept);
      return kept.value;
    }

    /** The configuration is in effect: configurations to come are given the same values. */
    public synchronized void accept() {
      known.putAll(asked);
    }

    /** The configuration is used no more; values that no other one uses are closed. */
    @Override
    public synchronized void close() {
      try (Owned unused = new Owned()) {
        asked.forEach((slot, kept) -> {
          if (release(slot, kept)) {
            unused.add(kept.value);
          }
        });
        asked.clear();
      }
    }
  }
}
