package dev.sluice.plugin.client;

import dev.sluice.api.Context;
import dev.sluice.api.settings.TextFile;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A context that keeps what is reported to it. */
final class Problems implements Context {

  final List<String> messages = new ArrayList<>();

  @Override
  public Vertx vertx() {
    throw new AssertionError("no matcher needs Vert.x");
  }

  @Override
  public Path home() {
    throw new AssertionError("no matcher needs a folder");
  }

  @Override
  public void problem(String message) {
    messages.add(message);
  }

  @Override
  public void problem(TextFile.Line line, String message) {
    messages.add(line.number() + ": " + message);
  }
}
