package dev.sluice.runtime.http.forward;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.runtime.http.Head;
import dev.sluice.runtime.http.HeadParser;
import dev.sluice.runtime.http.Heads;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

class HeadWriterFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void writtenRequest_isReadAsTheSameRequest(byte[] bytes) {
    HeadParser parser = new HeadParser();
    parser.parse(ByteBuffer.wrap(bytes));
    Head head = parser.head();
    if (head != null && head.host() != null) {
      ByteBuffer buffer = ByteBuffer.allocate(2 * HeadParser.MAX_HEAD);
      assertThat(new HeadWriter().request(buffer, head, ConnectionField.NONE, FieldEdits.NONE))
          .isTrue();
      Head again = Heads.head(StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString());
      assertThat(again).hasToString(head.method() + " " + head.pathAndQuery() + " HTTP/1.1");
      assertThat(again.host()).isEqualTo(head.host());
      assertThat(again.chunked()).isEqualTo(head.chunked());
      assertThat(again.contentLength()).isEqualTo(head.contentLength());
    }
  }
}
