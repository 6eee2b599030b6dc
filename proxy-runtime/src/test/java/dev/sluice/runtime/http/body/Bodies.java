package dev.sluice.runtime.http.body;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.Heads;
import dev.sluice.runtime.http.body.ChunkReader.Step;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.IntUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Reads chunked bodies as their users do. */
final class Bodies {

  static final List<String> SEEDS =
      List.of(
          "0\r\n\r\n",
          "5\r\nhello\r\n0\r\n\r\n",
          "5\r\nhello\r\n00A\r\n0123456789\r\n000\r\n\r\n",
          "1;a=b\r\nx\r\n1;a;b=\"c;\\\"d\"\r\ny\r\n0;end\r\n\r\n",
          "2\r\n\r\n\r\n0\r\nX-Sum: 1\r\nX-Other:  2 \r\n\r\n",
          "1\r\nx\r\n0\r\nContent-Length: 1\r\n\r\n",
          "5 \r\nhello\r\n0\r\n\r\n",
          "5\nhello\n0\n\n");

  private Bodies() {}

  /**
   * What a body has come to.
   *
   * @param end how many bytes belong to the body, if it is complete; else -1
   */
  record Outcome(Step step, @Nullable ChunkFault fault, String data, int end, String trailer) {}

  static Outcome read(String text) {
    return read(Heads.bytes(text).array(), seen -> Integer.MAX_VALUE);
  }

  /**
   * Reads a body.
   *
   * @param more how many bytes are received at once, given how many are already
   */
  static Outcome read(byte[] bytes, IntUnaryOperator more) {
    ChunkReader reader = new ChunkReader();
    ByteArrayOutputStream data = new ByteArrayOutputStream();
    int at = 0;
    int seen = 0;
    long left = 0;
    Step step = Step.MORE;
    while (step == Step.MORE && seen < bytes.length) {
      seen += Math.min(more.applyAsInt(seen), bytes.length - seen);
      do {
        int moved = (int) Math.min(left, seen - at);
        data.write(bytes, at, moved);
        at += moved;
        left -= moved;
        step = Step.MORE;
        if (left == 0) {
          step = reader.next(ByteBuffer.wrap(bytes, at, seen - at).slice());
          at += reader.consumed();
          left = step == Step.DATA ? reader.dataLength() : 0;
        }
      } while (step == Step.DATA && at < seen);
      step = step == Step.DATA ? Step.MORE : step;
    }
    return new Outcome(
        step,
        reader.fault(),
        data.toString(StandardCharsets.ISO_8859_1),
        step == Step.END ? at : -1,
        describe(reader.trailer()));
  }

  private static String describe(FieldSection trailer) {
    StringBuilder text = new StringBuilder();
    for (int field = 0; field < trailer.count(); field++) {
      text.append(trailer.name(field)).append('=').append(trailer.value(field)).append('\n');
    }
    return text.toString();
  }
}
