import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;

/**
 * Gives the entries of a zip one time that means the same everywhere, in seconds since 1970 (extra
 * field 0x5455). Without it a zip has only the local time of nobody in particular, and unzip makes
 * of that whatever its time zone says; {@code lib/proxy.aot} holds only for jars of one time.
 *
 * <p>Arguments: the time, and zips, which must have no extra fields yet and be smaller than 2 GiB.
 */
final class ZipTimes {

  private static final int END = 0x06054b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int FIELD = 9;

  private final ByteBuffer in;
  private final byte[] field;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private ZipTimes(byte[] zip, Instant time) {
    in = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    field =
        ByteBuffer.allocate(FIELD)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort((short) 0x5455)
            .putShort((short) 5)
            .put((byte) 1)
            .putInt((int) time.getEpochSecond())
            .array();
  }

  public static void main(String[] args) throws IOException {
    for (int i = 1; i < args.length; i++) {
      Path zip = Path.of(args[i]);
      byte[] stamped = new ZipTimes(Files.readAllBytes(zip), Instant.parse(args[0])).stamped();
      Path partial = Files.write(zip.resolveSibling(zip.getFileName() + ".partial"), stamped);
      Files.move(partial, zip, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private byte[] stamped() throws IOException {
    int end = in.capacity() - 22;
    expect(END, end);
    int entries = in.getShort(end + 10) & 0xffff;
    int directory = in.getInt(end + 16);
    int length = in.getInt(end + 12);
    ByteArrayOutputStream central = new ByteArrayOutputStream();
    int entry = directory;
    int copied = 0;
    for (int i = 0; i < entries; i++) {
      expect(ENTRY, entry);
      int local = in.getInt(entry + 42);
      expect(LOCAL, local);
      if (local < copied) {
        throw new IOException("entries are not in the order of their contents");
      }
      // Everything up to here, which is the data of the entry before, and then this one's head.
      write(out, copied, local);
      int at = out.size();
      copied = local + 30 + name(local, 26);
      withField(local, 28);
      write(out, local, copied);
      out.write(field);

      int head = 46 + name(entry, 28);
      withField(entry, 30);
      in.putInt(entry + 42, at);
      write(central, entry, entry + head);
      central.write(field);
      int comment = in.getShort(entry + 32) & 0xffff;
      write(central, entry + head, entry + head + comment);
      entry += head + comment;
    }
    write(out, copied, directory);
    in.putInt(end + 12, length + entries * FIELD);
    in.putInt(end + 16, out.size());
    central.writeTo(out);
    write(out, end, in.capacity());
    return out.toByteArray();
  }

  private int name(int head, int offset) {
    return in.getShort(head + offset) & 0xffff;
  }

  /** Notes the field's length in a head, which must have none. */
  private void withField(int head, int offset) throws IOException {
    if (in.getShort(head + offset) != 0) {
      throw new IOException("has extra fields already");
    }
    in.putShort(head + offset, (short) FIELD);
  }

  private void expect(int signature, int at) throws IOException {
    if (in.getInt(at) != signature) {
      throw new IOException("not a plain zip, at byte " + at);
    }
  }

  private void write(ByteArrayOutputStream to, int from, int until) {
    to.write(in.array(), from, until - from);
  }
}
