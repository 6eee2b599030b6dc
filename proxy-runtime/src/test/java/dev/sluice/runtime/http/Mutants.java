package dev.sluice.runtime.http;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Messages, messages that are broken in a few places, and noise. */
public final class Mutants {

  /** Bytes that are of interest somewhere in a message. */
  private static final byte[] SPICE =
      "\r\n\r\n  \t:,/%.[]@;?#\\\0\u007f0A=\"-_".getBytes(StandardCharsets.ISO_8859_1);

  private Mutants() {}

  /** Of texts whose characters are bytes. */
  public static Arbitrary<byte[]> of(List<String> texts) {
    Arbitrary<byte[]> seeds =
        Arbitraries.of(texts).map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
    Arbitrary<byte[]> mutants =
        seeds.flatMap(seed -> Arbitraries.randoms().map(random -> mutated(seed, random)));
    Arbitrary<byte[]> noise = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
    return Arbitraries.frequencyOf(Tuple.of(2, seeds), Tuple.of(10, mutants), Tuple.of(1, noise));
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    for (int n = 1 + random.nextInt(3); n > 0; n--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(3)) {
        case 0 -> bytes[at] = SPICE[random.nextInt(SPICE.length)];
        case 1 -> bytes[at] = (byte) random.nextInt(256);
        default -> bytes = spliced(bytes, at, random);
      }
    }
    return bytes;
  }

  /** Cuts bytes out and puts others in. */
  private static byte[] spliced(byte[] bytes, int at, Random random) {
    int cut = Math.min(random.nextInt(4), bytes.length - at);
    int added = random.nextInt(4);
    ByteBuffer result = ByteBuffer.allocate(bytes.length - cut + added);
    result.put(bytes, 0, at);
    for (int i = 0; i < added; i++) {
      result.put(SPICE[random.nextInt(SPICE.length)]);
    }
    result.put(bytes, at + cut, bytes.length - at - cut);
    return result.limit() == 0 ? new byte[1] : result.array();
  }
}
