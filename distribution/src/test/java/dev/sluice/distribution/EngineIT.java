package dev.sluice.distribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Which engine runs, and what takes over where system calls do not work. */
@Timeout(120)
class EngineIT {

  private static final String SPLICE_OF_X86_64 = "275";
  private static final String TAKEN_OVER =
      "engine syscalls does not work here, channels take over: ";

  @TempDir private Path temp;
  private Product product;
  private SpeakingServer server;
  private int port;

  @BeforeEach
  void configure() throws Exception {
    assumeTrue(System.getProperty("os.arch").equals("amd64"), "call numbers are those of x86-64");
    product = Product.unpack(temp);
    server = new SpeakingServer("one");
    port = Ports.free();
    product.configure(Config.plain("", port, server.port()));
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  @Test
  void onLinux_systemCallsDriveSockets() throws Exception {
    try (Started proxy = product.serve()) {
      assertThat(proxy.awaitErr("engine ")).contains("engine syscalls (epoll)");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }

  @Test
  void seccompThatForbidsOneCall_hasChannelsTakeOver_andSaysWhy() throws Exception {
    Path script = Path.of("src/test/programs/forbid.py").toAbsolutePath();
    List<String> command =
        List.of(
            Program.named("python3"),
            script.toString(),
            SPLICE_OF_X86_64,
            product.launcher().toString());
    try (Started proxy = Started.of(temp, Path.of("/"), Map.of(), command)) {
      assertThat(proxy.awaitErr(TAKEN_OVER))
          .endsWith(TAKEN_OVER + "splice: operation not permitted");
      assertThat(proxy.awaitErr("INFO  engine ")).contains("engine channels (epoll)");
      assertThat(SpeakingServer.nameAt(port)).isEqualTo("one");
    }
  }
}
