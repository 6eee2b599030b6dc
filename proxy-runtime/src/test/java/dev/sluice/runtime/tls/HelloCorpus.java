package dev.sluice.runtime.tls;

import dev.sluice.api.session.ClientHello;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Hellos of real clients, captured by {@code tools/capture-hellos}. */
final class HelloCorpus {

  /** One of them. */
  static final class Sample {

    private final String name;
    private final byte[] bytes;
    private final ClientHello expected;

    private Sample(String name, byte[] bytes, ClientHello expected) {
      this.name = name;
      this.bytes = bytes;
      this.expected = expected;
    }

    /** Which client sent it. */
    String name() {
      return name;
    }

    /** Its records. */
    byte[] bytes() {
      return bytes;
    }

    /** What it says. */
    ClientHello expected() {
      return expected;
    }

    /** The handshake message, without record headers. */
    byte[] message() {
      byte[] message = {};
      for (int at = 0; at < bytes.length; ) {
        int length = (bytes[at + 3] & 0xff) << 8 | (bytes[at + 4] & 0xff);
        at += 5 + length;
        message = HelloBytes.join(message, Arrays.copyOfRange(bytes, at - length, at));
      }
      return message;
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private HelloCorpus() {}

  static Stream<Sample> samples() {
    return new String(read("expected.tsv"), StandardCharsets.US_ASCII)
        .lines()
        .map(HelloCorpus::sample);
  }

  private static Sample sample(String line) {
    List<String> columns = List.of(line.split("\t", -1));
    String name = columns.get(0);
    return new Sample(name, read(name), new ClientHello(serverName(columns.get(1)), alpn(columns)));
  }

  private static @Nullable String serverName(String column) {
    return column.equals("-") ? null : column;
  }

  private static List<String> alpn(List<String> columns) {
    return columns.get(2).equals("-") ? List.of() : List.of(columns.get(2).split(",", -1));
  }

  private static byte[] read(String name) {
    try (InputStream in = HelloCorpus.class.getResourceAsStream("/hellos/" + name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
