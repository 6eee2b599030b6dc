package dev.sluice.runtime.tls;

import static dev.sluice.api.session.Inspection.COMPLETE;
import static dev.sluice.api.session.Inspection.PENDING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.host.HostName;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ClientHelloPropertiesTest {

  private static final List<HelloCorpus.Sample> SAMPLES = HelloCorpus.samples().toList();

  @Provide
  Arbitrary<HelloCorpus.Sample> samples() {
    return Arbitraries.of(SAMPLES);
  }

  @Property
  void prefixOfAHello_isPending(
      @ForAll("samples") HelloCorpus.Sample sample, @ForAll @IntRange(max = 10_000) int length) {
    int prefix = length % sample.bytes().length;
    ClientHelloParser parser = new ClientHelloParser();
    assertThat(parser.parse(ByteBuffer.wrap(sample.bytes(), 0, prefix))).isEqualTo(PENDING);
    assertThat(parser.hello()).isNull();
  }

  @Property
  void anyBytes_giveTheSameAnswerHoweverCut(@ForAll @Size(max = 200) byte[] bytes) {
    assertConsistent(bytes);
  }

  @Property
  void anyBytesAfterARecordHeader_giveTheSameAnswerHoweverCut(
      @ForAll @Size(min = 1, max = 200) byte[] fragment) {
    assertConsistent(HelloBytes.record(fragment));
    assertConsistent(HelloBytes.record(HelloBytes.message(fragment)));
    assertConsistent(HelloBytes.with(fragment));
    assertConsistent(HelloBytes.with(HelloBytes.extension(0, fragment)));
    assertConsistent(HelloBytes.with(HelloBytes.extension(16, fragment)));
  }

  @Property
  void anyName_isCompleteExactlyIfItIsAHostName(@ForAll @Size(max = 80) byte[] name) {
    String canonical = HostName.canonical(ByteBuffer.wrap(name), 0, name.length);
    assertThat(Feed.whole(HelloBytes.with(HelloBytes.serverName(name))).hello())
        .isEqualTo(canonical == null ? null : new ClientHello(canonical, List.of()));
  }

  /** The seed is fixed, so that what fails once fails again. */
  @Test
  void mutatedHellos_neverThrowAndNeverGiveANameThatIsNotCanonical() {
    Random random = new Random(20_261_123);
    for (int run = 0; run < 200_000; run++) {
      HelloCorpus.Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      assertSound(mutated(sample.bytes(), random));
    }
  }

  @Test
  void mutatedHellos_giveTheSameAnswerHoweverCut() {
    Random random = new Random(42);
    for (int run = 0; run < 4_000; run++) {
      HelloCorpus.Sample sample = SAMPLES.get(random.nextInt(SAMPLES.size()));
      assertConsistent(mutated(sample.bytes(), random));
    }
  }

  private static byte[] mutated(byte[] original, RandomGenerator random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(4)) {
        case 0 -> bytes[at] = (byte) random.nextInt();
        case 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at]++;
        default -> {
          int from = random.nextInt(bytes.length);
          int length = random.nextInt(Math.min(40, bytes.length - Math.max(at, from)) + 1);
          System.arraycopy(bytes, from, bytes, at, length);
        }
      }
    }
    return bytes;
  }

  private static void assertSound(byte[] bytes) {
    ClientHelloParser parser = new ClientHelloParser();
    Inspection result = parser.parse(ByteBuffer.wrap(bytes));
    ClientHello hello = parser.hello();
    assertThat(hello != null).isEqualTo(result == COMPLETE);
    if (hello != null && hello.serverName() != null) {
      assertThat(HostName.canonical(hello.serverName())).isEqualTo(hello.serverName());
    }
  }

  private static void assertConsistent(byte[] bytes) {
    assertSound(bytes);
    Feed whole = Feed.whole(bytes);
    Feed bytewise = Feed.bytewise(bytes);
    assertThat(bytewise.result()).isEqualTo(whole.result());
    assertThat(bytewise.hello()).isEqualTo(whole.hello());
    assertThat(Feed.cut(bytes, bytes.length / 2).hello()).isEqualTo(whole.hello());
  }
}
