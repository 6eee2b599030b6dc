package dev.sluice.runtime.tls;

import static dev.sluice.api.session.Inspection.COMPLETE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.session.ClientHello;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientHelloCorpusTest {

  @Test
  void corpus_hasClientsOfManyKinds() {
    assertThat(HelloCorpus.samples().map(HelloCorpus.Sample::name))
        .hasSizeGreaterThanOrEqualTo(50)
        .anyMatch(name -> name.startsWith("chromium-"))
        .anyMatch(name -> name.startsWith("curl-"))
        .anyMatch(name -> name.startsWith("java-17"))
        .anyMatch(name -> name.startsWith("java-25"))
        .anyMatch(name -> name.startsWith("node-"))
        .anyMatch(name -> name.startsWith("openssl-"))
        .anyMatch(name -> name.startsWith("python-"));
  }

  /** C06. Browsers send more than a segment since they have post-quantum key shares. */
  @Test
  void corpus_hasChromiumsHellos_withAndWithoutPostQuantumKeyShares() {
    List<HelloCorpus.Sample> chromium =
        HelloCorpus.samples().filter(sample -> sample.name().startsWith("chromium-")).toList();
    assertThat(chromium)
        .filteredOn(ClientHelloCorpusTest::hasPostQuantumKeyShare)
        .hasSizeGreaterThanOrEqualTo(8)
        .allMatch(sample -> sample.bytes().length > 1500);
    assertThat(chromium).anyMatch(sample -> !hasPostQuantumKeyShare(sample));
  }

  /** Group X25519MLKEM768 with a share of 1,216 bytes (draft-ietf-tls-ecdhe-mlkem). */
  private static boolean hasPostQuantumKeyShare(HelloCorpus.Sample sample) {
    return HexFormat.of().formatHex(sample.bytes()).contains("11ec04c0");
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.runtime.tls.HelloCorpus#samples")
  void hello_cutAtEachByte_isCompleteWithItsLastByte(HelloCorpus.Sample sample) {
    byte[] bytes = sample.bytes();
    Feed complete = new Feed(COMPLETE, sample.expected(), bytes.length);
    assertThat(Feed.bytewise(bytes)).isEqualTo(complete);
    for (int first = 0; first <= bytes.length; first++) {
      assertThat(Feed.cut(bytes, first)).isEqualTo(complete);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.runtime.tls.HelloCorpus#samples")
  void hello_inTwoRecordsSplitAtEachByte_isTheSame(HelloCorpus.Sample sample) {
    byte[] message = sample.message();
    for (int first = 1; first < message.length; first++) {
      byte[] bytes = HelloBytes.twoRecords(message, first);
      Feed complete = new Feed(COMPLETE, sample.expected(), bytes.length);
      assertThat(Feed.whole(bytes)).isEqualTo(complete);
      assertThat(Feed.cut(bytes, 5 + first)).isEqualTo(complete);
      assertThat(Feed.bytewise(bytes)).isEqualTo(complete);
    }
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.runtime.tls.HelloCorpus#samples")
  void hello_inRecordsOfAnySize_isTheSame(HelloCorpus.Sample sample) {
    for (int size : new int[] {1, 2, 3, 4, 5, 7, 64, 1_000}) {
      byte[] bytes = HelloBytes.records(sample.message(), size);
      assertThat(Feed.bytewise(bytes))
          .isEqualTo(new Feed(COMPLETE, sample.expected(), bytes.length));
    }
  }

  /** A name that is cut short must not be taken for the name. */
  @ParameterizedTest
  @MethodSource("dev.sluice.runtime.tls.HelloCorpus#samples")
  void hello_whoseLastBytesAreCutOff_isNeverComplete(HelloCorpus.Sample sample) {
    byte[] message = sample.message();
    for (int length = 0; length < message.length - 4; length++) {
      byte[] body = Arrays.copyOfRange(message, 4, 4 + length);
      Feed feed = Feed.whole(HelloBytes.records(HelloBytes.message(body), 1 << 14));
      if (feed.result() == COMPLETE) {
        // What ends right behind the compression methods is a hello of old.
        assertThat(feed.hello()).isEqualTo(new ClientHello(null, List.of()));
        assertThat(length).isEqualTo(lengthWithoutExtensions(message));
      }
    }
  }

  private static int lengthWithoutExtensions(byte[] message) {
    int at = 4 + 2 + 32;
    at += 1 + message[at];
    at += 2 + ((message[at] & 0xff) << 8 | (message[at + 1] & 0xff));
    at += 1 + message[at];
    return at - 4;
  }
}
