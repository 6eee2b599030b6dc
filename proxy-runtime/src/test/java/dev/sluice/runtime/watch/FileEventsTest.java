package dev.sluice.runtime.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class FileEventsTest {

  private static final String TOLD = "told";

  @TempDir private Path temp;
  private final FileEvents events = new FileEvents();
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private Path folder;
  private Path file;

  @BeforeEach
  void watch() throws Exception {
    folder = Files.createDirectory(temp.resolve("conf"));
    file = Files.writeString(folder.resolve("proxy.json"), "one");
    events.watch(Set.of(file));
    events.listen(() -> told.add(TOLD));
  }

  @AfterEach
  void close() {
    events.close();
  }

  private String next() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  @Test
  void change_isTold() throws Exception {
    Files.writeString(file, "two");

    assertThat(next()).isEqualTo(TOLD);
  }

  @Test
  void changeOfWhatALinkLeadsTo_isTold() throws Exception {
    Path elsewhere = Files.createDirectory(temp.resolve("elsewhere"));
    Path real = Files.writeString(elsewhere.resolve("shared.json"), "one");
    Path link = Files.createSymbolicLink(folder.resolve("link.json"), real);
    events.watch(Set.of(link));
    assertThat(next()).as("the link itself").isEqualTo(TOLD);
    events.looked();
    Files.writeString(real, "two");

    assertThat(next()).isEqualTo(TOLD);
  }

  /** Symptom: no later edit was told. Cause: inotify follows the folder, not its name. */
  @Test
  void folderInThePlaceOfAnother_isWatched() throws Exception {
    Files.move(folder, temp.resolve("old"));
    Files.createDirectory(folder);
    events.watch(Set.of(file));
    told.clear();
    events.looked();

    Files.writeString(file, "two");

    assertThat(next()).isEqualTo(TOLD);
  }

  /** Symptom: a folder was missing once, and nothing was told from then on. */
  @Test
  void folderThatComesLater_isWatched() throws Exception {
    Path late = temp.resolve("late/list.txt");
    events.watch(Set.of(file, late));
    assertThat(events.complete()).isFalse();

    Files.createDirectory(late.getParent());
    events.watch(Set.of(file, late));
    assertThat(events.complete()).isTrue();
    Files.writeString(late, "one");

    assertThat(next()).isEqualTo(TOLD);
  }

  /** A log beside the configuration would be looked at for each of its lines. */
  @Test
  void furtherChanges_areNotTold_beforeSomebodyHasLooked() throws Exception {
    Files.writeString(file, "two");
    assertThat(next()).isEqualTo(TOLD);
    Files.writeString(file, "three");
    assertThat(told).isEmpty();

    events.looked();

    assertThat(next()).isEqualTo(TOLD);
  }

  @Test
  void folderThatIsGone_isNoLongerWatched_untilItIsWatchedAnew() throws Exception {
    assertThat(events.complete()).isTrue();
    Files.delete(file);
    Files.delete(folder);
    assertThat(next()).isEqualTo(TOLD);
    events.looked();
    await().until(() -> !events.complete());

    Files.createDirectory(folder);
    events.watch(Set.of(file));
    assertThat(events.complete()).isTrue();
    events.looked();
    told.clear();
    Files.writeString(file, "two");

    assertThat(next()).isEqualTo(TOLD);
  }
}
