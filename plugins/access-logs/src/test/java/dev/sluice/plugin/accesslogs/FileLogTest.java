package dev.sluice.plugin.accesslogs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.api.AccessLog;
import dev.sluice.api.Context;
import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.session.Termination;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileLogTest {

  private static final SessionRecord SESSION =
      new EndedSession(
          new InetSocketAddress(1),
          "f",
          Instant.EPOCH,
          null,
          null,
          null,
          null,
          Duration.ZERO,
          0,
          Termination.NORMAL,
          0,
          false);

  @TempDir Path home;
  private final LogWriters writers = new LogWriters();

  private SharedLog log(String path, long rotate, long keep) {
    Settings settings =
        Settings.builder()
            .put(FileLogFactory.PATH, Path.of(path))
            .put(FileLogFactory.ROTATE, rotate)
            .put(FileLogFactory.KEEP, keep)
            .build();
    AccessLog log = new FileLogFactory(writers).create(settings, new HomeContext(home));
    return (SharedLog) log;
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(home)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String text(String file) throws IOException {
    Path path = home.resolve(file);
    return Files.exists(path) ? Files.readString(path) : "";
  }

  @Test
  void file_isMadeWithItsFolderAndAppendedTo() throws IOException {
    Path file = home.resolve("logs/deep/access.log");
    for (String line : List.of("one", "two")) {
      try (SharedLog log = log("logs/deep/access.log", 1000, 1)) {
        log.write(line, SESSION);
      }
    }

    assertThat(file).hasContent("one\ntwo\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .startsWith("rw-")
        .endsWith("---");
  }

  @Test
  void configurationThatIsOnlyChecked_opensNothing() throws IOException {
    log("access.log", 1000, 1).close();

    assertThat(files()).isEmpty();
  }

  @Test
  void twoGenerationsWithOnePath_shareItsWriter() throws IOException {
    SharedLog first = log("access.log", 1000, 1);
    SharedLog second = log("./logs/../access.log", 1000, 1);
    first.write("1", SESSION);
    second.write("2", SESSION);
    first.write("3", SESSION);
    first.close();
    second.write("4", SESSION);
    second.close();

    assertThat(text("access.log")).isEqualTo("1\n2\n3\n4\n");
    assertThat(threads("access.log")).isEmpty();
  }

  private static List<String> threads(String name) {
    return Thread.getAllStackTraces().keySet().stream()
        .map(Thread::getName)
        .filter(thread -> thread.startsWith("access-log ") && thread.endsWith(name))
        .toList();
  }

  @Test
  void closedTwice_givesItsWriterBackOnce() throws IOException {
    SharedLog first = log("access.log", 1000, 1);
    SharedLog second = log("access.log", 1000, 1);
    first.write("1", SESSION);
    second.write("2", SESSION);
    first.close();
    first.close();
    first.write("after close", SESSION);
    second.write("3", SESSION);
    second.close();

    assertThat(text("access.log")).isEqualTo("1\n2\n3\n");
  }

  @Test
  void fileMovedAway_isOpenedAnew() throws IOException {
    try (SharedLog log = log("access.log", 1000, 1)) {
      log.write("before", SESSION);
      await().until(() -> text("access.log").equals("before\n"));
      Files.move(home.resolve("access.log"), home.resolve("moved"));
      log.write("after", SESSION);
      await().until(() -> text("access.log").equals("after\n"));
      Files.delete(home.resolve("access.log"));
      log.write("again", SESSION);
    }

    assertThat(text("moved")).isEqualTo("before\n");
    assertThat(text("access.log")).isEqualTo("again\n");
  }

  @Test
  void folderDeleted_isMadeAnew() throws IOException {
    try (SharedLog log = log("logs/access.log", 1000, 1)) {
      log.write("before", SESSION);
      await().until(() -> text("logs/access.log").equals("before\n"));
      Files.delete(home.resolve("logs/access.log"));
      Files.delete(home.resolve("logs"));
      log.write("after", SESSION);
    }

    assertThat(text("logs/access.log")).isEqualTo("after\n");
  }

  @Test
  void largeFile_isSetAsideAndOnlySoManyAreKept() throws IOException {
    FileTarget target = new FileTarget(home.resolve("access.log"), new Rotation(10, 3));
    for (int i = 0; i < 6; i++) {
      target.write(ByteBuffer.wrap(("line " + i + "\n").getBytes(UTF_8)));
    }
    target.close();

    assertThat(files())
        .containsExactly("access.log", "access.log.1", "access.log.2", "access.log.3");
    assertThat(text("access.log")).isEqualTo("line 5\n");
    assertThat(text("access.log.1")).isEqualTo("line 4\n");
    assertThat(text("access.log.3")).isEqualTo("line 2\n");
  }

  @Test
  void fileOfAnEarlierRun_countsForTheSize() throws IOException {
    Files.writeString(home.resolve("access.log"), "0123456789\n");
    FileTarget target = new FileTarget(home.resolve("access.log"), new Rotation(12, 1));
    target.write(ByteBuffer.wrap("x\n".getBytes(UTF_8)));
    target.close();

    assertThat(text("access.log.1")).isEqualTo("0123456789\n");
    assertThat(text("access.log")).isEqualTo("x\n");
  }

  @Test
  void keepNone_deletesTheLargeFile() throws IOException {
    FileTarget target = new FileTarget(home.resolve("access.log"), new Rotation(5, 0));
    target.write(ByteBuffer.wrap("1234\n".getBytes(UTF_8)));
    target.write(ByteBuffer.wrap("5678\n".getBytes(UTF_8)));
    target.close();

    assertThat(files()).containsExactly("access.log");
    assertThat(text("access.log")).isEqualTo("5678\n");
  }

  @Test
  void rotateZero_letsTheFileGrow() throws IOException {
    FileTarget target = new FileTarget(home.resolve("access.log"), new Rotation(0, 3));
    for (int i = 0; i < 100; i++) {
      target.write(ByteBuffer.wrap("1234\n".getBytes(UTF_8)));
    }
    target.close();

    assertThat(files()).containsExactly("access.log");
    assertThat(text("access.log")).hasSize(500);
  }

  @Test
  void rotationOfTheLatestGeneration_holds() throws IOException {
    try (SharedLog old = log("access.log", 0, 1)) {
      old.write("0123456789", SESSION);
      await().until(() -> text("access.log").length() == 11);
      try (SharedLog latest = log("access.log", 12, 1)) {
        latest.write("new", SESSION);
        await().until(() -> text("access.log").equals("new\n"));
      }
    }

    assertThat(text("access.log.1")).isEqualTo("0123456789\n");
  }

  @Test
  void fileThatCannotBeSetAside_isWrittenFurther() throws IOException {
    Path blocked = Files.createDirectories(home.resolve("access.log.1/full"));
    FileTarget target = new FileTarget(home.resolve("access.log"), new Rotation(8, 1));
    for (int i = 0; i < 4; i++) {
      target.write(ByteBuffer.wrap("1234\n".getBytes(UTF_8)));
    }
    Files.delete(blocked);
    Files.delete(blocked.getParent());
    target.write(ByteBuffer.wrap("5678\n".getBytes(UTF_8)));
    target.close();

    assertThat(text("access.log.1")).isEqualTo("1234\n".repeat(4));
    assertThat(text("access.log")).isEqualTo("5678\n");
  }

  @Test
  void fullDisk_isSurvived() {
    FileTarget target = new FileTarget(Path.of("/dev/full"), new Rotation(1, 1));

    assertThatThrownBy(() -> target.write(ByteBuffer.wrap("x\n".getBytes(UTF_8))))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("No space left");
    assertThatThrownBy(() -> target.write(ByteBuffer.wrap("x\n".getBytes(UTF_8))))
        .isInstanceOf(IOException.class);
    assertThat(Path.of("/dev/full")).exists();
  }

  @Test
  void truncatedFile_isAppendedTo() throws IOException {
    try (SharedLog log = log("access.log", 1000, 1)) {
      log.write("before", SESSION);
      await().until(() -> text("access.log").equals("before\n"));
      Files.write(home.resolve("access.log"), new byte[0], StandardOpenOption.TRUNCATE_EXISTING);
      log.write("after", SESSION);
    }

    assertThat(text("access.log")).isEqualTo("after\n");
  }

  @Test
  void pathThatIsNoFile_isRefused() {
    for (String path : List.of("", " ", "logs/", "/", "a\0b")) {
      assertThatThrownBy(() -> parsed(path))
          .isInstanceOf(BadValueException.class)
          .hasMessageStartingWith("is not the path of a file");
    }
  }

  private static Object parsed(String text) throws BadValueException {
    return ((Type.Text) FileLogFactory.PATH.type().shape()).parser().parse(text);
  }

  @Test
  void settings_areThoseOfTheReference() {
    Settings none = Settings.builder().build();

    assertThat(none.get(FileLogFactory.ROTATE)).isEqualTo(100L << 20);
    assertThat(none.get(FileLogFactory.KEEP)).isEqualTo(10);
    assertThat(new FileLogFactory(writers).settings().shortForm()).isSameAs(FileLogFactory.PATH);
  }

  private record HomeContext(Path home) implements Context {

    @Override
    public Vertx vertx() {
      throw new AssertionError();
    }

    @Override
    public void problem(String message) {
      throw new AssertionError(message);
    }

    @Override
    public void problem(TextFile.Line line, String message) {
      throw new AssertionError(message);
    }
  }
}
