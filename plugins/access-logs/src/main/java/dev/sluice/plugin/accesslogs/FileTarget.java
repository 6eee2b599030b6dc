package dev.sluice.plugin.accesslogs;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A file that lines are appended to. Before each batch it looks whether the path still means the
 * file that is open, and opens it anew if logrotate or a person has moved or deleted it. When it
 * has grown too large it becomes {@code access.log.1}, the one before {@code access.log.2}, and so
 * on.
 */
final class FileTarget implements Target {

  private static final Logger LOG = LoggerFactory.getLogger(FileTarget.class);
  private static final Set<OpenOption> APPEND =
      Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.APPEND);

  private final Path path;
  private volatile Rotation rotation;

  private @Nullable FileChannel channel;
  private @Nullable Object fileKey;
  private boolean torn;
  private long rotateAt;

  FileTarget(Path path, Rotation rotation) {
    this.path = path;
    this.rotation = rotation;
  }

  /** Sets what holds from now on; called by any thread. */
  void rotation(Rotation newest) {
    rotation = newest;
  }

  @Override
  public void write(ByteBuffer lines) throws IOException {
    FileChannel file = open(lines.remaining());
    int length = lines.remaining();
    try {
      if (torn) {
        Target.writeAll(file, ByteBuffer.wrap(new byte[] {'\n'}));
        torn = false;
      }
      Target.writeAll(file, lines);
    } catch (IOException e) {
      torn |= lines.remaining() < length;
      close();
      throw e;
    }
  }

  /** The file to write a number of bytes to. */
  private FileChannel open(int bytes) throws IOException {
    BasicFileAttributes file = attributes();
    if (file != null && file.isRegularFile() && full(file.size(), bytes)) {
      rotate(file.size());
      file = attributes();
    }
    FileChannel open = channel;
    // Without file keys, as on Windows, an open file can be neither moved nor deleted.
    if (open != null && file != null && (fileKey == null || fileKey.equals(file.fileKey()))) {
      return open;
    }
    return reopen();
  }

  private boolean full(long size, int bytes) {
    Rotation now = rotation;
    return now.size() > 0 && size > 0 && size + bytes > Math.max(now.size(), rotateAt);
  }

  private FileChannel reopen() throws IOException {
    close();
    Path folder = path.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    FileChannel opened = FileChannel.open(path, APPEND, permissions());
    channel = opened;
    BasicFileAttributes file = attributes();
    fileKey = file == null ? null : file.fileKey();
    return opened;
  }

  /** Addresses of people are nothing for everybody on the machine. */
  private FileAttribute<?>[] permissions() {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r-----"))
        }
        : new FileAttribute<?>[0];
  }

  private @Nullable BasicFileAttributes attributes() throws IOException {
    try {
      return Files.readAttributes(path, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private void rotate(long size) {
    try {
      close();
      int keep = rotation.keep();
      for (int i = keep - 1; i >= 1; i--) {
        if (Files.exists(old(i))) {
          move(old(i), old(i + 1));
        }
      }
      if (keep > 0) {
        move(path, old(1));
      } else {
        Files.deleteIfExists(path);
      }
      rotateAt = 0;
    } catch (IOException e) {
      // Better a large file than none. Tried again when it has grown by as much once more.
      rotateAt = size + rotation.size();
      LOG.warn("access log '{}': cannot be rotated: {}", path, e.toString());
    }
  }

  private Path old(int number) {
    return path.resolveSibling(path.getFileName() + "." + number);
  }

  private static void move(Path from, Path to) throws IOException {
    Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void close() {
    FileChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.warn("access log '{}': {}", path, e.toString());
      }
    }
  }
}
