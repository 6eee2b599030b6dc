package dev.sluice.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileWatchTest {

  @TempDir private Path folder;

  private final FileWatch watch = new FileWatch();
  private Path file;
  private List<Path> files;

  @BeforeEach
  void rememberAFile() throws IOException {
    file = Files.writeString(folder.resolve("proxy.json"), "{ }");
    files = List.of(file, folder.resolve("plugins"));
    watch.remember(files);
  }

  @Test
  void nothingChanged_isNoChange() {
    assertThat(watch.changed(files)).isFalse();
    assertThat(watch.changed(files)).isFalse();
  }

  @Test
  void change_countsOnceItStandsStill() throws IOException {
    Files.writeString(file, "{  }");
    assertThat(watch.changed(files)).isFalse();
    Files.writeString(file, "{   }");
    assertThat(watch.changed(files)).isFalse();
    assertThat(watch.changed(files)).isTrue();
  }

  @Test
  void changeThatNeverStandsStill_countsAfterAWhile() throws IOException {
    boolean changed = false;
    for (int i = 0; i < 5 && !changed; i++) {
      Files.writeString(file, "{" + " ".repeat(i + 2) + "}");
      changed = watch.changed(files);
    }
    assertThat(changed).isTrue();
  }

  @Test
  void contentOfTheSameLengthAndModificationTime_isNoticed() throws IOException {
    FileTime before = Files.getLastModifiedTime(file);
    Files.writeString(file, "[ ]");
    Files.setLastModifiedTime(file, before);
    assertChanged();
  }

  @Test
  void replacedAndRemovedFiles_areNoticed() throws IOException {
    Path next = Files.writeString(folder.resolve("next"), "{ }");
    Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
    assertChanged();
    watch.remember(files);
    Files.delete(file);
    assertChanged();
  }

  @Test
  void switchedLink_isNoticed() throws IOException {
    Path a = Files.writeString(folder.resolve("a.json"), "{ }");
    Path b = Files.writeString(folder.resolve("b.json"), "{ }");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), a);
    List<Path> links = List.of(link);
    watch.remember(links);
    Files.delete(link);
    Files.createSymbolicLink(link, b);
    assertThat(watch.changed(links)).isFalse();
    assertThat(watch.changed(links)).isTrue();
  }

  @Test
  void jarInAFolderThatAppears_isNoticed() throws IOException {
    Path plugin = Files.createDirectories(folder.resolve("plugins/mine"));
    assertChanged();
    watch.remember(files);
    Files.writeString(plugin.resolve("mine.jar"), "x");
    assertChanged();
    watch.remember(files);
    Files.writeString(plugin.resolve("mine.jar"), "xx");
    assertChanged();
  }

  private void assertChanged() {
    assertThat(watch.changed(files)).isFalse();
    assertThat(watch.changed(files)).isTrue();
  }
}
