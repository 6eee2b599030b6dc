package dev.sluice.runtime.http.body;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

class ChunkReaderFuzzTest {

  @FuzzTest(maxDuration = "1m")
  void anyCut_givesTheSameAsWhole(byte[] bytes) {
    Bodies.Outcome whole = Bodies.read(bytes, seen -> bytes.length);
    assertThat(Bodies.read(bytes, seen -> 1)).isEqualTo(whole);
    assertThat(Bodies.read(bytes, seen -> 1 + bytes.length / 2)).isEqualTo(whole);
  }
}
