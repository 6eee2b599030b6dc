package dev.sluice.it.traffic;

import dev.sluice.it.traffic.Plan.Framing;
import dev.sluice.it.traffic.Wire.Head;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A server that does with each request what its {@link Plan} says, and checks that the request is
 * the one that was sent.
 */
final class PlannedServer implements AutoCloseable {

  private static final int BACKLOG = 1024;

  private final long seed;
  private final Faults faults;
  private final ServerSocketChannel listening = ServerSocketChannel.open();
  private final Set<Wire> open = ConcurrentHashMap.newKeySet();
  private final Set<Long> once = ConcurrentHashMap.newKeySet();

  PlannedServer(long seed, Faults faults) throws IOException {
    this.seed = seed;
    this.faults = faults;
    listening.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    Thread.ofVirtual().name("planned-server").start(this::accept);
  }

  String address() throws IOException {
    return "127.0.0.1:" + ((InetSocketAddress) listening.getLocalAddress()).getPort();
  }

  /** How many connections the proxy has. */
  int open() {
    return open.size();
  }

  private void accept() {
    while (true) {
      try {
        Wire wire = new Wire(listening.accept());
        open.add(wire);
        Thread.ofVirtual().name("planned-server").start(() -> serve(wire));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Wire wire) {
    Plan plan = null;
    try (wire) {
      Head head = wire.head();
      while (head != null) {
        plan = Plan.of(seed, Long.parseLong(Objects.requireNonNull(head.field("x-id"))));
        if (!answer(wire, head, plan)) {
          return;
        }
        head = wire.head();
      }
    } catch (IOException gone) {
      // Clients cut requests; they look at what they get themselves.
    } catch (RuntimeException | AssertionError e) {
      faults.add("server: " + plan, e);
    } finally {
      open.remove(wire);
    }
  }

  /** Whether the connection goes on. */
  private boolean answer(Wire wire, Head head, Plan plan) throws IOException {
    if (plan.id() == 0) {
      // Nobody's: the one that asks what is counted.
      return false;
    }
    if (!head.line().equals(plan.method() + " " + plan.path() + " HTTP/1.1")) {
      throw new AssertionError("a request with another's line: " + head);
    }
    if (!plan.repeatable() && !once.add(plan.id())) {
      throw new AssertionError("a request that came twice");
    }
    SplittableRandom random = new SplittableRandom(plan.salt());
    if (!plan.early()) {
      if (plan.expects()) {
        send(wire, Text.interim(plan, "100 Continue"), random);
      }
      receiveBody(wire, head, plan);
    }
    for (int i = 0; i < plan.interim(); i++) {
      send(wire, Text.interim(plan, "103 Early Hints"), random);
    }
    boolean keeps = send(wire, plan, random);
    if (keeps && plan.early()) {
      receiveBody(wire, head, plan);
    }
    return keeps;
  }

  private static void receiveBody(Wire wire, Head head, Plan plan) throws IOException {
    Content content = Content.ofRequest(plan);
    if (head.field("transfer-encoding") != null) {
      wire.chunks(content);
    } else {
      String length = head.field("content-length");
      wire.body(length == null ? 0 : Long.parseLong(length), content);
    }
    if (!content.whole()) {
      throw new AssertionError("a request whose body is too short");
    }
  }

  private static void send(Wire wire, byte[] bytes, SplittableRandom random) throws IOException {
    wire.send(bytes, bytes.length, random);
  }

  /** Whether the connection goes on. */
  private static boolean send(Wire wire, Plan plan, SplittableRandom random) throws IOException {
    byte[] answer = Text.answer(plan, plan.early() ? "-" : Text.sum(plan));
    int cut = 1 + random.nextInt(answer.length - 1);
    switch (plan.serverTurn()) {
      case KEEPS -> {
        send(wire, answer, random);
        return plan.framing() != Framing.UNTIL_CLOSE;
      }
      case SAYS_CLOSE, LEAVES -> send(wire, answer, random);
      case CUTS_WITH_FIN -> wire.send(answer, cut, random);
      case CUTS_WITH_RST -> {
        wire.send(answer, cut, random);
        wire.reset();
      }
      case SILENT_WITH_FIN -> {}
      case SILENT_WITH_RST -> wire.reset();
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    listening.close();
    for (Wire wire : open) {
      wire.close();
    }
  }
}
