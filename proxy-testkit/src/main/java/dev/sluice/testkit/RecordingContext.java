package dev.sluice.testkit;

import dev.sluice.api.Context;
import dev.sluice.api.settings.TextFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A context for factories under test: it keeps the problems they report. Its Vert.x is made when it
 * is first asked for, and closed with the context. For one thread at a time.
 */
public final class RecordingContext implements Context, AutoCloseable {

  private final Path home;
  private final List<String> problems = new ArrayList<>();
  private @Nullable Vertx vertx;

  /** With a home that nothing should be written to. */
  public RecordingContext() {
    this(Path.of("target"));
  }

  /** With a home. */
  public RecordingContext(Path home) {
    this.home = home;
  }

  /** What was reported, in order; of a line of a file as {@code path:number: message}. */
  public List<String> problems() {
    return List.copyOf(problems);
  }

  @Override
  public Vertx vertx() {
    if (vertx == null) {
      vertx = Vertx.vertx();
    }
    return vertx;
  }

  @Override
  public Path home() {
    return home;
  }

  @Override
  public void problem(String message) {
    problems.add(message);
  }

  @Override
  public void problem(TextFile.Line line, String message) {
    problems.add(line.file() + ":" + line.number() + ": " + message);
  }

  @Override
  public void close() {
    if (vertx != null) {
      vertx.close().await();
      vertx = null;
    }
  }
}
