package dev.sluice.runtime.config.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.tree.Problem;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigSourceTest {

  private static final Vertx VERTX = Vertx.vertx();

  @TempDir private Path folder;

  @AfterAll
  static void close() throws Exception {
    VERTX.close().await(20, TimeUnit.SECONDS);
  }

  private String read(byte... bytes) throws Exception {
    Path file = folder.resolve("proxy.json");
    Files.write(file, bytes);
    return read(file);
  }

  /** The text, or the problem as it is shown. */
  private static String read(Path file) throws Exception {
    return switch (new ConfigSource(VERTX, "c.json", file).read().await(20, TimeUnit.SECONDS)) {
      case ConfigSource.Text(String text) -> text;
      case ConfigSource.Unreadable unreadable -> {
        assertThat(unreadable.problems()).hasSize(1);
        yield unreadable.problems().stream().map(Problem::toString).findFirst().orElseThrow();
      }
    };
  }

  @Test
  void bytes_comeThroughUnharmed() throws Exception {
    String text = "{ \"ä€😀\u0000\": 1e999 } // ${env} \r\n\t";

    assertThat(read(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(text);
    assertThat(read()).isEmpty();
  }

  @Test
  void change_isSeenByTheNextRead() throws Exception {
    Path file = folder.resolve("proxy.json");
    ConfigSource source = new ConfigSource(VERTX, "c.json", file);
    Files.writeString(file, "{}");
    assertThat(source.read().await(20, TimeUnit.SECONDS)).isEqualTo(new ConfigSource.Text("{}"));

    Files.writeString(file, "{ }");

    assertThat(source.read().await(20, TimeUnit.SECONDS)).isEqualTo(new ConfigSource.Text("{ }"));
  }

  @Test
  void byteOrderMark_isSkippedInUtf8_andRefusedInUtf16() throws Exception {
    assertThat(read("\ufeff{}".getBytes(StandardCharsets.UTF_8))).isEqualTo("{}");
    assertThat(read("\ufeff{}".getBytes(StandardCharsets.UTF_16BE)))
        .isEqualTo("c.json: is UTF-16 text (expected UTF-8)");
    assertThat(read("\ufeff{}".getBytes(StandardCharsets.UTF_16LE)))
        .isEqualTo("c.json: is UTF-16 text (expected UTF-8)");
  }

  @Test
  void bytesThatAreNotUtf8_areRefusedWithTheirPlace() throws Exception {
    assertThat(read((byte) '{', (byte) 0xe4, (byte) '}'))
        .isEqualTo("c.json: is not UTF-8 text, at byte 2 (expected UTF-8)");
  }

  @Test
  void whatCannotBeRead_isOneProblem() throws Exception {
    assertThat(read(folder.resolve("missing"))).isEqualTo("c.json: does not exist");
    assertThat(read(folder)).isEqualTo("c.json: is a directory (expected a file)");
    assertThat(read(Path.of("/dev/zero")))
        .isEqualTo("c.json: is a pipe or device (expected a regular file)");
  }

  @Test
  void size_isBounded() throws IOException, Exception {
    assertThat(read(new byte[(16 << 20) + 1]))
        .isEqualTo("c.json: is too large (expected at most 16 MiB)");
    assertThat(read(new byte[16 << 20])).hasSize(16 << 20);
  }
}
