package dev.sluice.runtime.http.response;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;

class ResponseParserFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void anyCut_givesTheSameAsWhole(byte[] bytes) {
    ResponseParser whole = Responses.parsed(ByteBuffer.wrap(bytes));
    ResponseParser cut = new ResponseParser();
    cut.parse(ByteBuffer.wrap(bytes).limit(bytes.length / 2));
    assertThat(cut.parse(ByteBuffer.wrap(bytes))).isEqualTo(whole.inspection());
    assertThat(cut.fault()).isEqualTo(whole.fault());
    if (whole.inspection() == Inspection.COMPLETE) {
      assertThat(cut.headLength()).isEqualTo(whole.headLength());
      assertThat(cut.head()).hasToString(String.valueOf(whole.head()));
    }
  }
}
