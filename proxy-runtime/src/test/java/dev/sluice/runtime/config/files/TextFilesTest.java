package dev.sluice.runtime.config.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Pointer;
import dev.sluice.runtime.config.tree.Problem;
import dev.sluice.runtime.config.tree.Problems;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextFilesTest {

  private static final Node.Text NAME = new Node.Text(Place.FILE, "page.html");

  @TempDir private Path folder;

  // Each frontend read it anew: an edit in between, and two had different pages of one name.
  @Test
  void wholeFile_isReadOnce_soThatAllSeeTheSame() throws Exception {
    Problems problems = new Problems("c.json");
    TextFiles files = new TextFiles("c.json", folder.resolve("c.json"), problems);
    Files.writeString(folder.resolve("page.html"), "before");
    assertThat(files.readWhole(NAME, 1)).isEqualTo("before");
    Files.writeString(folder.resolve("page.html"), "after");
    assertThat(files.readWhole(NAME, 1)).isEqualTo("before");
    assertThat(problems.count()).isZero();
    assertThat(files.named()).containsExactly(folder.resolve("page.html"));
  }

  @Test
  void wholeFileThatCannotBeRead_isAProblemWhereverItIsNamed() {
    Problems problems = new Problems("c.json");
    TextFiles files = new TextFiles("c.json", folder.resolve("c.json"), problems);
    for (String frontend : new String[] {"f", "g"}) {
      Place place = new Place(1, 1, Pointer.ROOT.member(frontend));
      assertThat(files.readWhole(new Node.Text(place, "page.html"), 1)).isNull();
    }
    assertThat(problems.problems())
        .extracting(Problem::toString)
        .containsExactly(
            "c.json:1:1: /f: \"page.html\" does not exist",
            "c.json:1:1: /g: \"page.html\" does not exist");
    assertThat(files.named()).containsExactly(folder.resolve("page.html"));
  }
}
