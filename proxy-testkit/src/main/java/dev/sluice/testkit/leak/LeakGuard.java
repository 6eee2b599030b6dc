package dev.sluice.testkit.leak;

import java.util.List;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.Extension;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Fails a test class after which Netty found a buffer that was collected without being released.
 *
 * <p>Found by {@code ServiceLoader} where {@code junit.jupiter.extensions.autodetection.enabled} is
 * set, else named by {@code @ExtendWith}. Looks once a top-level class and once more at the end of
 * the run, for what a class still held while it was looked at. A leak shows up in the class during
 * which it was collected: mostly, not always, the one that made it; the access records in the
 * message tell.
 */
public final class LeakGuard implements Extension, BeforeAllCallback, AfterAllCallback {

  private static final Namespace NAMESPACE = Namespace.create(LeakGuard.class);

  @Override
  public void beforeAll(ExtensionContext context) {
    Leaks.watch();
    context
        .getRoot()
        .getStore(NAMESPACE)
        .getOrComputeIfAbsent("end of the run", _ -> (AutoCloseable) LeakGuard::check);
  }

  @Override
  public void afterAll(ExtensionContext context) {
    if (context.getRequiredTestClass().getEnclosingClass() == null) {
      check();
    }
  }

  private static void check() {
    List<String> leaks = Leaks.collect();
    if (!leaks.isEmpty()) {
      throw new AssertionError(
          leaks.size() + " leaked buffer(s), never released:\n" + String.join("\n", leaks));
    }
  }
}
