package dev.sluice.runtime.session;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.api.proxyprotocol.ProxyHeader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Beginning;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Complete;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Pending;
import dev.sluice.api.proxyprotocol.ProxyHeaderReader.Reading;
import dev.sluice.api.proxyprotocol.ProxyHeaderWriter;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** The reader is in the API, which has no fuzzer. */
class ProxyHeaderFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void anyBytes_areReadAlikeInPieces_andWhatIsReadCanBeWritten(byte[] bytes) {
    Reading whole = ProxyHeaderReader.read(ByteBuffer.wrap(bytes));
    int half = bytes.length / 2;
    Reading first = ProxyHeaderReader.read(ByteBuffer.wrap(Arrays.copyOf(bytes, half)));
    if (!(first instanceof Pending)) {
      assertThat(first.getClass()).isEqualTo(whole.getClass());
    }
    if (whole instanceof Pending) {
      assertThat(bytes.length).isLessThan(ProxyHeaderReader.MAX_LENGTH);
    }
    if (whole instanceof Complete(ProxyHeader header, int length)) {
      assertThat(length).isBetween(1, bytes.length);
      assertThat(ProxyHeaderReader.begins(ByteBuffer.wrap(bytes))).isEqualTo(Beginning.HEADER);
      if (header.source() != null && header.destination() != null) {
        byte[] again = ProxyHeaderWriter.version1(header.source(), header.destination());
        Complete read = (Complete) ProxyHeaderReader.read(ByteBuffer.wrap(again));
        assertThat(read.header().source()).isEqualTo(header.source());
        assertThat(read.header().destination()).isEqualTo(header.destination());
      }
    }
  }
}
