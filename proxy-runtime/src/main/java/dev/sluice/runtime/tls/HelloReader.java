package dev.sluice.runtime.tls;

import dev.sluice.api.host.HostName;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the body of one ClientHello, all of which has come (RFC 8446 section 4.1.2, with the
 * extensions of RFC 6066 section 3 and RFC 7301). Every length must fit what is around it exactly.
 */
final class HelloReader {

  /** More than any client offers: an identifier costs 2 bytes to send and about 50 to keep. */
  static final int MAX_PROTOCOLS = 256;

  private static final int VERSION_AND_RANDOM = 2 + 32;
  private static final int MAX_SESSION_ID = 32;
  private static final int SERVER_NAME = 0;
  private static final int HOST_NAME = 0;
  private static final int ALPN = 16;

  /** Up to so many extensions, looking back at all of them is cheaper than a set. */
  private static final int FEW = 32;

  private final ByteBuffer bytes;
  private final int end;
  private int at;

  /** The extension types so far: how many, which of the first 64, and if there are many, which. */
  private int count;

  private long low;
  private @Nullable BitSet many;

  private @Nullable String serverName;
  private List<String> alpn = List.of();
  private @Nullable ClientHello hello;

  /** For a body that lies from {@code start}, inclusive, to {@code end}, exclusive. */
  HelloReader(ByteBuffer bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Complete, malformed or, with more protocols than are kept, too large. */
  Inspection read() {
    if (!body()) {
      return Inspection.MALFORMED;
    }
    if (alpn.size() > MAX_PROTOCOLS) {
      return Inspection.TOO_LARGE;
    }
    hello = new ClientHello(serverName, alpn);
    return Inspection.COMPLETE;
  }

  /** What was read; not null exactly if it is complete. */
  @Nullable ClientHello hello() {
    return hello;
  }

  private boolean body() {
    at += VERSION_AND_RANDOM;
    // Before TLS 1.3 a hello may end without extensions (RFC 5246 section 7.4.1.2).
    return sessionId() && cipherSuites() && compression() && (at == end || extensions());
  }

  private boolean sessionId() {
    int length = length8(end);
    at += length;
    return length >= 0 && length <= MAX_SESSION_ID;
  }

  private boolean cipherSuites() {
    int length = length16(end);
    at += length;
    return length > 0 && length % 2 == 0;
  }

  private boolean compression() {
    int length = length8(end);
    at += length;
    return length > 0;
  }

  private boolean extensions() {
    if (length16(end) != end - at) {
      return false;
    }
    int start = at;
    while (at < end) {
      int here = at;
      at += 2;
      int length = length16(end);
      int next = at + length;
      if (length < 0 || !isNew(start, here) || !extension(u16(here), next)) {
        return false;
      }
      at = next;
    }
    return true;
  }

  private boolean extension(int type, int to) {
    return switch (type) {
      case SERVER_NAME -> serverName(to);
      case ALPN -> protocols(to);
      default -> true;
    };
  }

  /** RFC 8446 section 4.2: no type may come twice in one block. */
  private boolean isNew(int start, int here) {
    int type = u16(here);
    count++;
    if (type < Long.SIZE) {
      boolean isNew = (low & 1L << type) == 0;
      low |= 1L << type;
      return isNew;
    }
    if (count > FEW) {
      return isNewAmongMany(type, start, here);
    }
    for (int i = start; i < here; i += 4 + u16(i + 2)) {
      if (u16(i) == type) {
        return false;
      }
    }
    return true;
  }

  /** Looking back would take time quadratic in what a client can send. */
  private boolean isNewAmongMany(int type, int start, int here) {
    if (many == null) {
      many = new BitSet(1 << Short.SIZE);
      for (int i = start; i < here; i += 4 + u16(i + 2)) {
        many.set(u16(i));
      }
    }
    boolean isNew = !many.get(type);
    many.set(type);
    return isNew;
  }

  /**
   * RFC 6066 section 3. The list has one name for each type, and host_name is the only type there
   * is: any other would be of a form that cannot even be skipped.
   */
  private boolean serverName(int to) {
    if (length16(to) != to - at || at == to || u8(at++) != HOST_NAME) {
      return false;
    }
    int length = length16(to);
    if (length < 0 || length != to - at) {
      return false;
    }
    serverName = HostName.canonical(bytes, at, length);
    return serverName != null;
  }

  /** RFC 7301 section 3.1. */
  private boolean protocols(int to) {
    if (length16(to) != to - at || at == to) {
      return false;
    }
    alpn = new ArrayList<>(4);
    while (at < to) {
      int length = length8(to);
      if (length <= 0) {
        return false;
      }
      // One beyond the limit tells that there were too many; the others are only checked.
      if (alpn.size() <= MAX_PROTOCOLS) {
        alpn.add(text(length));
      }
      at += length;
    }
    return true;
  }

  private String text(int length) {
    byte[] text = new byte[length];
    bytes.get(at, text);
    return new String(text, StandardCharsets.ISO_8859_1);
  }

  /** Reads the length of what follows; -1 if it, or what follows, reaches over {@code to}. */
  private int length8(int to) {
    if (to - at < 1) {
      return -1;
    }
    int length = u8(at++);
    return length <= to - at ? length : -1;
  }

  private int length16(int to) {
    if (to - at < 2) {
      return -1;
    }
    int length = u16(at);
    at += 2;
    return length <= to - at ? length : -1;
  }

  private int u8(int index) {
    return bytes.get(index) & 0xff;
  }

  /** Not getShort: the order of the caller's buffer is the caller's. */
  private int u16(int index) {
    return u8(index) << 8 | u8(index + 1);
  }
}
