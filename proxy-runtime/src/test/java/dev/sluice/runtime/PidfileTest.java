package dev.sluice.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PidfileTest {

  private static final String OWN = ProcessHandle.current().pid() + "\n";

  @TempDir private Path folder;

  @Test
  void published_replacesWhatWasThere_andIsDeleted() throws IOException {
    Path path = Files.writeString(folder.resolve("p.pid"), "4194305\n");
    Pidfile pidfile = Pidfile.prepare(path);
    assertThat(path).hasContent("4194305\n");

    pidfile.publish();
    assertThat(path).hasContent(OWN);
    pidfile.delete();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void notPublished_leavesWhatWasThere() throws IOException {
    Path path = Files.writeString(folder.resolve("p.pid"), "4194305\n");

    Pidfile.prepare(path).delete();

    assertThat(path).hasContent("4194305\n");
    assertThat(folder).isDirectoryNotContaining(file -> !file.equals(path));
  }

  @Test
  void replacedByAnother_isNotDeleted() throws IOException {
    Path path = folder.resolve("new/p.pid");
    Pidfile pidfile = Pidfile.prepare(path);
    pidfile.publish();
    Files.writeString(path, "4194305\n");

    pidfile.delete();

    assertThat(path).hasContent("4194305\n");
  }

  @Test
  void link_staysOne() throws IOException {
    Path target = Files.writeString(folder.resolve("target"), "");
    Path link = Files.createSymbolicLink(folder.resolve("link"), target);

    Pidfile.prepare(link).publish();

    assertThat(link).isSymbolicLink();
    assertThat(target).hasContent(OWN);
  }

  /** As root, replacing it would have made every program of the machine write to a file. */
  @Test
  void device_isRefused() {
    assertThatThrownBy(() -> Pidfile.prepare(Path.of("/dev/null")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("pidfile /dev/null: cannot be written")
        .hasMessageContaining("no regular file");
  }
}
