package dev.sluice.runtime.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The file of a Unix socket to listen on. An engine binds a name of its own beside it, which {@link
 * #publish} gives the right name: so a file is never taken from a process that listens on it, and
 * what is left over from one that was killed is replaced. Used by one thread at a time; asks the
 * file system, so not on event loops but for {@link #delete}.
 */
public final class SocketFile {

  /** What Linux has room for, less a closing zero. */
  private static final int MAX_BYTES = 107;

  private static final int TYPE = 0170000;
  private static final int SOCKET = 0140000;

  private final Path path;
  private final Path fresh;
  private @Nullable Object key;

  private SocketFile(Path path) {
    this.path = path;
    this.fresh = sibling(path);
  }

  /**
   * For an address that is going to be bound.
   *
   * @throws IOException if the path is too long
   */
  public static SocketFile of(UnixDomainSocketAddress address) throws IOException {
    SocketFile file = new SocketFile(address.getPath());
    int tooMany = file.fresh.toString().getBytes(UTF_8).length - MAX_BYTES;
    if (tooMany > 0) {
      throw new IOException(
          "the path of the socket, " + file.path + ", is too long by " + tooMany + " bytes");
    }
    return file;
  }

  /** A name that nobody else uses. */
  private static Path sibling(Path path) {
    int random = ThreadLocalRandom.current().nextInt(1 << 24);
    return path.resolveSibling(path.getFileName() + ".%06x".formatted(random));
  }

  /** What the engine binds. */
  public UnixDomainSocketAddress fresh() {
    return UnixDomainSocketAddress.of(fresh);
  }

  /**
   * Gives what is bound the right name, once it listens.
   *
   * @throws IOException if somebody listens under that name, or it is another file's; that file is
   *     left alone
   */
  public void publish() throws IOException {
    try {
      removeStale();
    } catch (NoSuchFileException e) {
      // Another process was at it, too.
    }
    key = key(fresh);
    try {
      // Unlike a move, fails if another process was quicker.
      Files.createLink(path, fresh);
    } catch (FileAlreadyExistsException e) {
      throw inUse();
    }
    Files.delete(fresh);
  }

  private void removeStale() throws IOException {
    if (!Files.exists(path, NOFOLLOW_LINKS)) {
      return;
    }
    if (!isSocket(path)) {
      throw new IOException(
          "there is a file of that name that is no socket (delete it or choose another path)");
    }
    if (answers(path)) {
      throw inUse();
    }
    // Moved first: another process may just have put a live one there.
    Path aside = sibling(path);
    Files.move(path, aside, StandardCopyOption.ATOMIC_MOVE);
    if (!isSocket(aside) || answers(aside)) {
      Files.createLink(path, aside);
      Files.delete(aside);
      throw inUse();
    }
    Files.delete(aside);
  }

  private static boolean isSocket(Path file) throws IOException {
    Object mode = Files.getAttribute(file, "unix:mode", NOFOLLOW_LINKS);
    return ((Integer) mode & TYPE) == SOCKET;
  }

  /** Whether somebody listens on a socket; what is unclear, a full backlog too, counts as yes. */
  private static boolean answers(Path socket) {
    try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
      // A full backlog would make us wait.
      channel.configureBlocking(false);
      boolean _ = channel.connect(UnixDomainSocketAddress.of(socket));
      return true;
    } catch (ConnectException refused) {
      return false;
    } catch (IOException e) {
      return Files.exists(socket, NOFOLLOW_LINKS);
    }
  }

  private static BindException inUse() {
    return new BindException("Address already in use");
  }

  /**
   * Deletes what {@link #publish} and binding have made, and nothing that has taken its place. Does
   * not throw: a file that is left over is replaced the next time.
   */
  public void delete() {
    try {
      Files.deleteIfExists(fresh);
      Object own = key;
      if (own != null && own.equals(key(path))) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // Gone already, or in a folder that cannot be written any more.
    }
  }

  /** Device and inode. */
  private static Object key(Path file) throws IOException {
    return Objects.requireNonNull(
        Files.readAttributes(file, BasicFileAttributes.class, NOFOLLOW_LINKS).fileKey());
  }
}
