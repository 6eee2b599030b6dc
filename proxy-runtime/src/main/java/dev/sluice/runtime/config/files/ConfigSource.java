package dev.sluice.runtime.config.files;

import dev.sluice.api.settings.BadValueException;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Problem;
import dev.sluice.runtime.config.tree.Problems;
import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * The configuration file. It is read through Vert.x Config, as bytes: what they mean is decided by
 * {@code ConfigParser}, which can say line and column. Every {@link #read} reads anew; watching the
 * file is up to the caller.
 */
public final class ConfigSource {

  private static final String CONTENT = "content";

  /** What reading gave. */
  public sealed interface Outcome {}

  /** The file's text, without a byte order mark. */
  public record Text(String text) implements Outcome {}

  /** Why there is no text; one problem. */
  public record Unreadable(List<Problem> problems) implements Outcome {}

  private final Vertx vertx;
  private final String shownName;
  private final Path file;

  /**
   * A file.
   *
   * @param shownName as it was given on the command line, for messages
   */
  public ConfigSource(Vertx vertx, String shownName, Path file) {
    this.vertx = vertx;
    this.shownName = shownName;
    // A relative path would be looked up on the class path too.
    this.file = file.toAbsolutePath();
  }

  /** Reads the file; the future does not fail. May be called from any thread. */
  public Future<Outcome> read() {
    return blocking(
            () -> {
              Utf8File.check(file);
              return file;
            })
        .compose(_ -> retrieve())
        .compose(bytes -> blocking(() -> decoded(bytes)))
        .recover(failure -> Future.succeededFuture(unreadable(failure)));
  }

  /**
   * The text of a configuration file, for a look at it before there is a Vert.x. Blocks.
   *
   * @return null if there is no text, for whatever reason: {@link #read} tells it
   */
  public static @Nullable String glance(Path file) {
    try {
      return Utf8File.text(file);
    } catch (BadValueException e) {
      return null;
    }
  }

  private static Outcome decoded(byte[] bytes) throws BadValueException {
    return new Text(Utf8File.decode(bytes));
  }

  private <T> Future<T> blocking(Callable<T> work) {
    Promise<T> done = Promise.promise();
    vertx
        .executeBlocking(() -> {
          done.complete(work.call());
          return true;
        })
        .onFailure(done::fail);
    return done.future();
  }

  private Future<byte[]> retrieve() {
    ConfigStoreOptions store =
        new ConfigStoreOptions()
            .setType("file")
            .setFormat("raw")
            .setConfig(
                new JsonObject()
                    .put("path", file.toString())
                    .put("raw.key", CONTENT)
                    // As "string" bytes that are not UTF-8 would silently become question marks.
                    .put("raw.type", "binary"));
    ConfigRetrieverOptions options =
        new ConfigRetrieverOptions()
            .setIncludeDefaultStores(false)
            .setScanPeriod(-1)
            .addStore(store);
    ConfigRetriever retriever = ConfigRetriever.create(vertx, options);
    return retriever
        .getConfig()
        .map(config -> config.getBinary(CONTENT))
        .eventually(retriever::close);
  }

  private Outcome unreadable(Throwable failure) {
    Problems problems = new Problems(shownName);
    problems.add(
        Place.FILE,
        failure instanceof BadValueException bad
            ? bad.getMessage()
            : "could not be read: " + failure.getMessage());
    return new Unreadable(problems.problems());
  }
}
