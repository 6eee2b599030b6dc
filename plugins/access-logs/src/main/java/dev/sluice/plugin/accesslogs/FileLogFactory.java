package dev.sluice.plugin.accesslogs;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Makes access logs to files. */
final class FileLogFactory implements Factory<AccessLog> {

  static final Key<Path> PATH =
      Key.required(
          "path",
          Type.text("a path", Path.class, FileLogFactory::path),
          "The file, relative to the proxy's home; folders are made");

  static final Key<Long> ROTATE =
      Key.withDefault(
          "rotate",
          Type.size(),
          100L << 20,
          "100m",
          "At which size it is set aside; \"0\" for never, when another program does that");

  static final Key<Long> KEEP =
      Key.withDefault(
          "keep", Type.number(0, 10_000), 10L, "10", "How many files that were set aside stay");

  private final LogWriters writers;

  FileLogFactory(LogWriters writers) {
    this.writers = writers;
  }

  @Override
  public String word() {
    return "file";
  }

  @Override
  public String doc() {
    return "Appends to a file, which is rotated by size and may be moved away at any time";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(PATH, ROTATE, KEEP).shortForm(PATH);
  }

  @Override
  public AccessLog create(Settings settings, Context context) {
    Path path = context.home().resolve(settings.get(PATH)).toAbsolutePath().normalize();
    Rotation rotation = new Rotation(settings.get(ROTATE), settings.get(KEEP).intValue());
    return new SharedLog(writers, () -> writers.file(path, rotation));
  }

  private static Path path(String text) throws BadValueException {
    try {
      Path path = Path.of(text);
      if (!text.isBlank() && !text.endsWith("/") && path.getFileName() != null) {
        return path;
      }
    } catch (InvalidPathException e) {
      // told below
    }
    throw new BadValueException("is not the path of a file (expected for example \"logs/a.log\")");
  }
}
