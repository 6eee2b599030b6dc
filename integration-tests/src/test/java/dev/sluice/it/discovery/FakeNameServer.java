package dev.sluice.it.discovery;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A name server of the test's own, by UDP and TCP on one port of the loopback interface. It knows
 * the records it was given, says of other names that they do not exist, and does so badly if the
 * test wants it. Names have no dot at their end.
 */
final class FakeNameServer implements AutoCloseable {

  static final int A = 1;
  static final int CNAME = 5;
  static final int SRV = 33;
  static final int AAAA = 28;

  private static final int NXDOMAIN = 3;
  private static final int SERVFAIL = 2;
  private static final int TRUNCATED = 0x0200;

  /** What it does with questions. */
  enum Manner {
    ANSWERS,
    /** Every answer is that it cannot. */
    FAILS,
    /** No answer at all. */
    IS_SILENT,
    /** By UDP it says that the answer is too long. */
    TRUNCATES,
    /** Aliases come without what they stand for. */
    TELLS_ALIASES_ALONE
  }

  /** Bytes are characters of ISO 8859-1. */
  private record Record(int type, int ttl, String data) {}

  private record Question(String name, int type, String bytes) {}

  private final DatagramSocket udp;
  private final ServerSocket tcp;
  private final Map<String, List<Record>> records = new ConcurrentHashMap<>();
  private final Map<String, String> aliases = new ConcurrentHashMap<>();
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private final List<Integer> sources = new CopyOnWriteArrayList<>();
  private volatile Manner manner = Manner.ANSWERS;
  private volatile int mutePart = -1;

  private FakeNameServer(DatagramSocket udp, ServerSocket tcp) {
    this.udp = udp;
    this.tcp = tcp;
  }

  static FakeNameServer start() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    for (int attempts = 0; ; attempts++) {
      DatagramSocket udp = new DatagramSocket(0, loopback);
      try {
        ServerSocket tcp = new ServerSocket(udp.getLocalPort(), 50, loopback);
        FakeNameServer server = new FakeNameServer(udp, tcp);
        Thread.ofVirtual().name("fake-name-server").start(server::serveUdp);
        Thread.ofVirtual().name("fake-name-server").start(server::serveTcp);
        return server;
      } catch (BindException e) {
        // The port is taken for TCP.
        udp.close();
        if (attempts == 100) {
          throw e;
        }
      }
    }
  }

  // What it knows

  /** Has addresses of one name in place of those before; none if there are no addresses. */
  FakeNameServer host(String name, int ttl, String... addresses) {
    List<Record> all = new ArrayList<>();
    for (String address : addresses) {
      byte[] bytes = InetAddress.ofLiteral(address).getAddress();
      all.add(new Record(bytes.length == 4 ? A : AAAA, ttl, text(bytes)));
    }
    records.put(name, all);
    return this;
  }

  /** Has a name stand for another one. */
  FakeNameServer alias(String name, int ttl, String target) {
    records.put(name, List.of(new Record(CNAME, ttl, text(encoded(target)))));
    aliases.put(name, target);
    return this;
  }

  /**
   * Has targets of a service in place of those before.
   *
   * @param targets each as in a zone file: {@code "0 10 8080 a.test"}
   */
  FakeNameServer service(String name, int ttl, String... targets) {
    List<Record> all = new ArrayList<>();
    for (String target : targets) {
      String[] words = target.split(" ", -1);
      byte[] host = encoded(words[3]);
      ByteBuffer data = ByteBuffer.allocate(6 + host.length);
      for (int i = 0; i < 3; i++) {
        data.putShort((short) Integer.parseInt(words[i]));
      }
      all.add(new Record(SRV, ttl, text(data.put(host).array())));
    }
    records.put(name, all);
    return this;
  }

  /** Has a name exist no more. */
  FakeNameServer forget(String name) {
    records.remove(name);
    return this;
  }

  /** Behaves so from now on. */
  FakeNameServer manner(Manner next) {
    manner = next;
    return this;
  }

  /** Does not answer questions for one type from now on. */
  FakeNameServer mute(int type) {
    mutePart = type;
    return this;
  }

  /** Where it listens, as a configuration writes it. */
  String address() {
    return "127.0.0.1:" + udp.getLocalPort();
  }

  /** The same. */
  InetSocketAddress socketAddress() {
    return new InetSocketAddress(udp.getLocalAddress(), udp.getLocalPort());
  }

  /** How often it was asked for a name. */
  long asked(String name) {
    return questions.stream().filter(name::equals).count();
  }

  /** The ports that questions came from, by UDP. */
  List<Integer> sources() {
    return List.copyOf(sources);
  }

  // Answers

  private void serveUdp() {
    byte[] buffer = new byte[4096];
    while (true) {
      DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
      try {
        udp.receive(packet);
        sources.add(packet.getPort());
        byte[] answer = answer(ByteBuffer.wrap(buffer, 0, packet.getLength()), true);
        if (answer.length > 0) {
          udp.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
        }
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serveTcp() {
    while (true) {
      try (Socket client = tcp.accept()) {
        DataInputStream in = new DataInputStream(client.getInputStream());
        byte[] question = in.readNBytes(in.readUnsignedShort());
        byte[] answer = answer(ByteBuffer.wrap(question), false);
        DataOutputStream out = new DataOutputStream(client.getOutputStream());
        out.writeShort(answer.length);
        out.write(answer);
        out.flush();
      } catch (IOException e) {
        if (tcp.isClosed()) {
          return;
        }
      }
    }
  }

  private byte[] answer(ByteBuffer message, boolean byUdp) {
    final int id = message.getShort();
    message.position(12);
    Question question = question(message);
    questions.add(question.name());
    if (manner == Manner.IS_SILENT || question.type() == mutePart) {
      return new byte[0];
    }
    boolean known = records.containsKey(question.name());
    int code = manner == Manner.FAILS ? SERVFAIL : known ? 0 : NXDOMAIN;
    boolean truncated = manner == Manner.TRUNCATES && byUdp;
    ByteArrayOutputStream answers = new ByteArrayOutputStream();
    int count = code == 0 && !truncated ? write(question, answers) : 0;
    ByteBuffer answer = ByteBuffer.allocate(12 + question.bytes().length() + answers.size());
    answer.putShort((short) id).putShort((short) (0x8180 | (truncated ? TRUNCATED : 0) | code));
    answer.putShort((short) 1).putShort((short) count).putInt(0);
    return answer.put(question.bytes().getBytes(ISO_8859_1)).put(answers.toByteArray()).array();
  }

  private static Question question(ByteBuffer message) {
    int begin = message.position();
    List<String> labels = new ArrayList<>();
    for (int length = message.get(); length > 0; length = message.get()) {
      byte[] label = new byte[length];
      message.get(label);
      labels.add(new String(label, US_ASCII));
    }
    int type = message.getShort();
    message.getShort();
    byte[] bytes = new byte[message.position() - begin];
    message.get(begin, bytes);
    return new Question(String.join(".", labels), type, text(bytes));
  }

  private int write(Question question, ByteArrayOutputStream to) {
    int count = 0;
    String name = question.name();
    for (String owner = name; owner != null; owner = aliases.get(owner)) {
      for (Record record : records.getOrDefault(owner, List.of())) {
        if (record.type() == question.type() || record.type() == CNAME) {
          write(owner, record, to);
          count++;
        }
      }
      if (manner == Manner.TELLS_ALIASES_ALONE) {
        return count;
      }
    }
    return count;
  }

  private static void write(String owner, Record record, ByteArrayOutputStream to) {
    DataOutputStream out = new DataOutputStream(to);
    try {
      out.write(encoded(owner));
      out.writeShort(record.type());
      out.writeShort(1);
      out.writeInt(record.ttl());
      out.writeShort(record.data().length());
      out.writeBytes(record.data());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  private static byte[] encoded(String name) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (String label : name.split("\\.", -1)) {
      bytes.write(label.length());
      bytes.writeBytes(label.getBytes(US_ASCII));
    }
    bytes.write(0);
    return bytes.toByteArray();
  }

  @Override
  public void close() throws IOException {
    udp.close();
    tcp.close();
  }
}
