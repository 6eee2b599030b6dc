package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.net.Loop;
import dev.sluice.runtime.net.Timer;
import dev.sluice.runtime.net.dns.Found;
import dev.sluice.runtime.net.dns.Resolver;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BinaryOperator;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One name that is looked up again when its answer is no longer valid, for all who want to know it.
 * While there is no answer the last one holds, and it is tried again, at first soon, then less
 * often. Confined to one loop.
 */
final class Watch<T> {

  private static final Logger log = LoggerFactory.getLogger(Watch.class);
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final Duration RETRY = Duration.ofSeconds(30);

  /** Who wants to know. */
  interface Listener<T> {

    /** An answer, which may be the same as before. */
    void found(T answer);

    /** There is none, nor has there been one. */
    void unknown(String reason);
  }

  private final String name;
  private final Loop loop;
  private final Supplier<Discovery.Asked> asked;
  private final Function<Resolver, CompletableFuture<Found<T>>> question;

  /** Puts together an answer and the one before it, which is null at first. */
  private final BinaryOperator<@Nullable T> merge;

  private final Timer timer;
  private final Set<Listener<T>> listeners = new LinkedHashSet<>();
  private @Nullable T last;

  /** Why there is no answer; null if there is one, or none was awaited long enough. */
  private @Nullable String failure;

  /** Counts what was asked: an answer to an earlier question is of no use. */
  private int questions;

  private Duration pause = Duration.ZERO;

  Watch(
      String name,
      Loop loop,
      Supplier<Discovery.Asked> asked,
      Function<Resolver, CompletableFuture<Found<T>>> question,
      BinaryOperator<@Nullable T> merge) {
    this.name = name;
    this.loop = loop;
    this.asked = asked;
    this.question = question;
    this.merge = merge;
    this.timer = loop.timer(this::ask);
  }

  /** Tells somebody what is known, now and whenever there is an answer. */
  void add(Listener<T> listener) {
    listeners.add(listener);
    T known = last;
    String reason = failure;
    if (known != null) {
      listener.found(known);
    } else if (reason != null) {
      listener.unknown(reason);
    }
  }

  /** Tells somebody no more; whether that was the last one. */
  boolean remove(Listener<T> listener) {
    listeners.remove(listener);
    return listeners.isEmpty();
  }

  /** Asks now. */
  void ask() {
    int number = ++questions;
    question
        .apply(asked.get().resolver())
        .whenCompleteAsync(
            (found, error) -> {
              if (number == questions) {
                attempt(() -> answered(found, error));
              }
            },
            loop::execute);
  }

  /** Asks no more. */
  void stop() {
    questions++;
    timer.cancel();
  }

  /** Nobody looks at the future that it runs in. */
  private void attempt(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      log.error("name '{}': internal error", name, e);
    }
  }

  private void answered(@Nullable Found<T> found, @Nullable Throwable error) {
    Duration hold = asked.get().hold();
    if (found != null) {
      pause = Duration.ZERO;
      timer.start(clamp(found.ttl(), hold, LONGEST).toNanos());
      found(found.answer());
    } else {
      pause = clamp(pause.multipliedBy(2), hold, RETRY);
      timer.start(pause.toNanos());
      failed(text(error));
    }
  }

  private static Duration clamp(Duration wanted, Duration least, Duration most) {
    Duration limited = wanted.compareTo(most) > 0 ? most : wanted;
    return limited.compareTo(least) < 0 ? least : limited;
  }

  private static String text(@Nullable Throwable error) {
    Throwable cause = error;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null ? "no answer" : String.valueOf(cause.getMessage());
  }

  private void found(T answer) {
    if (failure != null) {
      failure = null;
      log.info("name '{}' resolves again", name);
    }
    T complete = merge.apply(answer, last);
    last = complete;
    if (complete != null) {
      each(listener -> listener.found(complete));
    }
  }

  private void failed(String reason) {
    boolean first = failure == null;
    failure = reason;
    if (last == null) {
      if (first) {
        log.warn("name '{}' does not resolve yet: {}", name, reason);
      }
      each(listener -> listener.unknown(reason));
    } else if (first) {
      log.warn("name '{}' does not resolve, its last answer holds: {}", name, reason);
    }
  }

  /** They may add and remove themselves. */
  private void each(Consumer<Listener<T>> tell) {
    for (Listener<T> listener : new ArrayList<>(listeners)) {
      if (listeners.contains(listener)) {
        tell.accept(listener);
      }
    }
  }
}
