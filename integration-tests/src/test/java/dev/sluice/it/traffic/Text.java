package dev.sluice.it.traffic;

import dev.sluice.it.traffic.Plan.Framing;
import dev.sluice.it.traffic.Plan.ServerTurn;
import java.io.ByteArrayOutputStream;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32C;

/** Requests and answers as they are sent. */
final class Text {

  /** The proxy takes so many bytes of extensions and no more. */
  private static final int MOST_EXTENSIONS = 20;

  private Text() {}

  static byte[] requestHead(Plan plan) {
    StringBuilder head = new StringBuilder(plan.method() + " " + plan.path());
    head.append(" HTTP/1.").append(plan.minorVersion()).append("\r\nHost: a.test\r\n");
    head.append("X-Id: ").append(plan.id()).append("\r\n");
    if (plan.expects()) {
      head.append("Expect: 100-continue\r\n");
    }
    return Wire.bytes(framed(head, plan.requestFraming(), plan.requestSize()));
  }

  static byte[] requestBody(Plan plan) {
    return body(plan.requestFraming(), Content.ofRequest(plan).bytes(), plan.salt());
  }

  /**
   * The answer with its body, if it has one.
   *
   * @param sum of what was received as the request's body
   */
  static byte[] answer(Plan plan, String sum) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + plan.status() + " X\r\n");
    head.append("X-Id: ").append(plan.id()).append("\r\nX-Sum: ").append(sum).append("\r\n");
    if (plan.serverTurn() == ServerTurn.SAYS_CLOSE) {
      head.append("Connection: close\r\n");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.writeBytes(Wire.bytes(framed(head, plan.framing(), plan.size())));
    if (plan.hasBody()) {
      bytes.writeBytes(body(plan.framing(), Content.ofAnswer(plan).bytes(), ~plan.salt()));
    }
    return bytes.toByteArray();
  }

  static byte[] interim(Plan plan, String line) {
    return Wire.bytes("HTTP/1.1 " + line + "\r\nX-Id: " + plan.id() + "\r\n\r\n");
  }

  /** What tells that a request's body has arrived. */
  static String sum(Plan plan) {
    CRC32C sum = new CRC32C();
    sum.update(Content.ofRequest(plan).bytes());
    return Long.toHexString(sum.getValue());
  }

  private static String framed(StringBuilder head, Framing framing, int size) {
    if (framing == Framing.LENGTH) {
      head.append("Content-Length: ").append(size).append("\r\n");
    } else if (framing == Framing.CHUNKED) {
      head.append("Transfer-Encoding: chunked\r\n");
    }
    return head.append("\r\n").toString();
  }

  private static byte[] body(Framing framing, byte[] bytes, long salt) {
    return framing == Framing.CHUNKED ? chunked(bytes, new SplittableRandom(salt)) : bytes;
  }

  private static byte[] chunked(byte[] bytes, RandomGenerator random) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(bytes.length + 64);
    // About as large all over a body, so that some bodies have many small ones.
    int most = 1 + random.nextInt(1 << (4 + random.nextInt(14)));
    int extensions = MOST_EXTENSIONS;
    for (int at = 0; at < bytes.length; ) {
      int size = Math.min(bytes.length - at, 1 + random.nextInt(most));
      String extension = random.nextInt(10) == 0 && extensions-- > 0 ? ";a=\"b\"" : "";
      out.writeBytes(Wire.bytes(Integer.toHexString(size) + extension + "\r\n"));
      out.write(bytes, at, size);
      out.writeBytes(Wire.bytes("\r\n"));
      at += size;
    }
    out.writeBytes(Wire.bytes(random.nextInt(10) == 0 ? "0\r\nX-T: 1\r\n\r\n" : "0\r\n\r\n"));
    return out.toByteArray();
  }
}
