package dev.sluice.plugin.health;

import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.Factory;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.testkit.FakeServer;
import dev.sluice.testkit.RecordingContext;
import dev.sluice.testkit.SampleSettings;
import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes checks and has them probe, as the runtime would. */
public final class Prober implements AutoCloseable {

  private static final Duration LONG = Duration.ofSeconds(15);
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final RecordingContext context = new RecordingContext();

  /** What a check finds of a server that works. */
  public CheckResult found(Factory<Check> factory, String settings, Target target)
      throws Exception {
    return found(factory, settings, target, LONG);
  }

  /** What a check finds that has so much time. */
  public CheckResult found(Factory<Check> factory, String settings, Target target, Duration timeout)
      throws Exception {
    return ask(factory, settings, target, timeout);
  }

  /** Why a check fails that has time enough. */
  public String failure(Factory<Check> factory, String settings, FakeServer server)
      throws Exception {
    return failure(factory, settings, target(server), LONG);
  }

  /** Why a check fails. */
  public String failure(Factory<Check> factory, String settings, Target target, Duration timeout)
      throws Exception {
    try {
      CheckResult result = ask(factory, settings, target, timeout);
      throw new AssertionError("passed: " + result);
    } catch (CompletionException e) {
      return String.valueOf(Objects.requireNonNull(e.getCause()).getMessage());
    }
  }

  private CheckResult ask(Factory<Check> factory, String settings, Target target, Duration timeout)
      throws Exception {
    Check check = make(factory, settings);
    CompletableFuture<CheckResult> result = new CompletableFuture<>();
    context
        .vertx()
        .getOrCreateContext()
        .runOnContext(start -> {
          Future<CheckResult> answer = check.probe(target, timeout);
          answer.onComplete(result::complete, result::completeExceptionally);
        });
    try {
      return result.orTimeout(LONG.toSeconds() * 2, TimeUnit.SECONDS).join();
    } finally {
      ((AutoCloseable) check).close();
    }
  }

  /** A check whose settings have no problem. */
  public Check make(Factory<Check> factory, String settings) throws BadValueException {
    int before = context.problems().size();
    Check check = factory.create(SampleSettings.read(factory.settings(), settings), context);
    List<String> problems = context.problems().subList(before, context.problems().size());
    if (!problems.isEmpty()) {
      throw new AssertionError(problems.toString());
    }
    return check;
  }

  public static Target target(FakeServer server) {
    return target(server.port());
  }

  public static Target target(int port) {
    return target(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
  }

  /** A server as it is when its name was looked up. */
  public static Target resolved(String name, int port) throws UnknownHostException {
    return target(new InetSocketAddress(InetAddress.getByAddress(name, LOOPBACK), port));
  }

  public static Target target(SocketAddress address, String... names) {
    return new Target(address, "", List.of(names));
  }

  /** The same with a name that is routed to it, or none. */
  public static Target named(Target target, @Nullable String name) {
    return new Target(target.address(), target.opening(), name == null ? List.of() : List.of(name));
  }

  @Override
  public void close() {
    context.close();
  }
}
