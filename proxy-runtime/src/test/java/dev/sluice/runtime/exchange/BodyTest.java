package dev.sluice.runtime.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.runtime.exchange.Body.Frame;
import dev.sluice.runtime.http.forward.FieldEdits;
import dev.sluice.runtime.net.Connection;
import dev.sluice.runtime.net.Loop;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BodyTest implements Body.Outcome {

  private final List<String> events = new ArrayList<>();

  /** What was received and is not consumed. */
  private String waiting = "";

  private boolean full;

  private final Loop loop =
      (Loop)
          Proxy.newProxyInstance(
              Loop.class.getClassLoader(),
              new Class<?>[] {Loop.class},
              // A timer, which nothing here starts.
              (self, method, arguments) -> null);

  private final Connection connection =
      (Connection)
          Proxy.newProxyInstance(
              Connection.class.getClassLoader(),
              new Class<?>[] {Connection.class},
              (self, method, arguments) ->
                  switch (method.getName()) {
                    case "received" -> ByteBuffer.wrap(waiting.getBytes(ISO_8859_1));
                    case "available" -> waiting.length();
                    case "consume" -> {
                      waiting = waiting.substring((int) arguments[0]);
                      yield null;
                    }
                    case "full" -> full;
                    case "write" -> {
                      events.add("write " + ISO_8859_1.decode((ByteBuffer) arguments[0]));
                      yield null;
                    }
                    case "forward" -> {
                      events.add("forward " + arguments[1]);
                      waiting = "";
                      yield null;
                    }
                    default -> throw new AssertionError(method);
                  });

  private Body chunked() {
    return new Body(
        new LoopHttp(loop), connection, connection, Frame.CHUNKED, -1, FieldEdits.NONE, this);
  }

  @Override
  public void bodyDone(Body body) {
    events.add("done");
  }

  @Override
  public void bodyBroken(Body body, String why) {
    events.add("broken");
  }

  // FIN came while the server took nothing; when it took again, the rest of the chunk was waited
  // for, and neither side was ever told.
  @Test
  void endInAChunk_whileTheOtherSideIsFull_breaksTheBody_onceItTakesAgain() {
    Body body = chunked();
    full = true;
    waiting = "2\r\nab\r\n5\r\ncd";
    body.start();
    body.ended();
    assertThat(events).isEmpty();

    full = false;
    body.drained();
    assertThat(events).last().isEqualTo("broken");
  }

  @Test
  void endBehindTheLastChunk_whileTheOtherSideIsFull_isNoBreak() {
    Body body = chunked();
    full = true;
    waiting = "2\r\nab\r\n0\r\n\r\n";
    body.start();
    body.ended();

    full = false;
    body.drained();
    assertThat(events).containsExactly("write 2\r\nab\r\n0\r\n\r\n", "done");
  }
}
