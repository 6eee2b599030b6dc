package dev.sluice.plugin.accesslogs;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The standard output of the process; past {@link System#out}, which would lock and copy. */
final class StdoutTarget implements Target {

  @SuppressWarnings("resource") // It belongs to the process and is never closed.
  private final FileChannel channel = new FileOutputStream(FileDescriptor.out).getChannel();

  @Override
  public void write(ByteBuffer lines) throws IOException {
    Target.writeAll(channel, lines);
  }

  @Override
  public void close() {}
}
