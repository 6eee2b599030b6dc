package dev.sluice.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.api.session.Inspection;
import java.nio.ByteBuffer;

class HeadParserFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void anyCut_givesTheSameAsWhole(byte[] bytes) {
    HeadParser whole = Heads.parsed(ByteBuffer.wrap(bytes));
    HeadParser cut = new HeadParser();
    cut.parse(ByteBuffer.wrap(bytes).limit(bytes.length / 2));
    assertThat(cut.parse(ByteBuffer.wrap(bytes))).isEqualTo(whole.inspection());
    assertThat(cut.refusal()).isEqualTo(whole.refusal());
    if (whole.inspection() == Inspection.COMPLETE) {
      assertThat(cut.headLength()).isEqualTo(whole.headLength());
      assertThat(cut.head()).hasToString(String.valueOf(whole.head()));
    }
  }
}
