package dev.sluice.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SocketFileTest {

  private static final int STARTERS = 2;

  @TempDir private Path folder;
  private UnixDomainSocketAddress address;

  @BeforeEach
  void choosePath() {
    address = UnixDomainSocketAddress.of(folder.resolve("x.sock"));
  }

  /** A check before the bind alone would let both replace what is left over. */
  @Test
  void twoAtOnce_overALeftOver_oneGetsIt() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(STARTERS);
    try {
      for (int round = 0; round < 500; round++) {
        bound(address).close();
        List<Callable<Held>> starters = new ArrayList<>();
        for (int i = 0; i < STARTERS; i++) {
          starters.add(this::hold);
        }
        List<Held> held = new ArrayList<>();
        for (Future<Held> each : threads.invokeAll(starters)) {
          held.add(each.get());
        }

        assertThat(held.stream().filter(Held::published)).as("round " + round).hasSize(1);
        SocketChannel.open(address).close();
        for (Held each : held) {
          each.channel().close();
          each.file().delete();
        }
        assertThat(files()).isEmpty();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private record Held(SocketFile file, ServerSocketChannel channel, boolean published) {}

  private Held hold() throws IOException {
    SocketFile file = SocketFile.of(address);
    ServerSocketChannel channel = bound(file.fresh());
    try {
      file.publish();
      return new Held(file, channel, true);
    } catch (BindException e) {
      return new Held(file, channel, false);
    }
  }

  @Test
  void fullBacklog_isInUse_atOnce() throws Exception {
    try (ServerSocketChannel busy =
            ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address, 1);
        SocketChannel one = SocketChannel.open(address);
        SocketChannel two = SocketChannel.open(address)) {
      assertThat(hold().published()).isFalse();
      assertThat(List.of(busy, one, two)).allMatch(channel -> channel.isOpen());
    }
  }

  @Test
  void linkToASocket_staysThere() throws Exception {
    Path link = Files.createSymbolicLink(folder.resolve("link"), address.getPath());
    bound(address).close();
    SocketFile file = SocketFile.of(UnixDomainSocketAddress.of(link));

    assertThatThrownBy(file::publish).hasMessageContaining("no socket");
    assertThat(link).isSymbolicLink();
  }

  @Test
  void pathThatTheKernelHasNoRoomFor_saysByHowMuch() {
    Path path = Path.of("/" + "x".repeat(110));

    assertThatThrownBy(() -> SocketFile.of(UnixDomainSocketAddress.of(path)))
        .hasMessage("the path of the socket, " + path + ", is too long by 11 bytes");
  }

  private static ServerSocketChannel bound(UnixDomainSocketAddress address) throws IOException {
    return ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(address);
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    }
  }
}
