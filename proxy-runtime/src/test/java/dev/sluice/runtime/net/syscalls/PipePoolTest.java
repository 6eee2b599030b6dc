package dev.sluice.runtime.net.syscalls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PipePoolTest {

  @BeforeAll
  static void needsSystemCalls() {
    String obstacle = SyscallProbe.obstacle();
    assumeTrue(obstacle == null, "system calls do not work here: " + obstacle);
  }

  private static long descriptors() throws IOException {
    try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
      return open.count();
    }
  }

  @Test
  void pipes_areLentAgain_andNoMoreThanThereMayBe() throws IOException {
    long before = descriptors();
    PipePool pool = new PipePool(new Kernel());
    List<Pipe> lent = new ArrayList<>();
    Pipe next = pool.lend();
    while (next != null) {
      lent.add(next);
      next = pool.lend();
    }
    assertThat(lent).hasSize(256);
    assertThat(pool.open()).isEqualTo(256);

    lent.forEach(pool::giveBack);
    assertThat(pool.open()).as("idle ones that are kept").isEqualTo(32);
    Pipe again = Objects.requireNonNull(pool.lend());
    assertThat(again).isIn(lent);

    pool.giveBack(again);
    pool.close();
    assertThat(pool.open()).isZero();
    assertThat(pool.lend()).as("from a pool that is closed").isNull();
    assertThat(descriptors()).isEqualTo(before);
  }

  @Test
  void kernelThatForbidsSplice_isNotAskedAgain() {
    PipePool pool = new PipePool(new Kernel());
    Pipe pipe = Objects.requireNonNull(pool.lend());
    pool.forbid(Errno.EPERM);
    assertThat(pool.lend()).isNull();
    pool.giveBack(pipe);
    assertThat(pool.open()).isZero();
  }
}
