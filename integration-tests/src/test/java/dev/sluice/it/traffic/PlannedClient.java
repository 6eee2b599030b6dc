package dev.sluice.it.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.it.traffic.Plan.ClientTurn;
import dev.sluice.it.traffic.Plan.Framing;
import dev.sluice.it.traffic.Plan.ServerTurn;
import dev.sluice.it.traffic.Wire.Head;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

/**
 * A client's connection: it sends requests in bursts, does what their plans say, and checks what
 * comes back, one answer for each request in their order.
 */
final class PlannedClient {

  /** What a burst may be without a thread of its own that sends it. */
  private static final int SMALL = 16 * 1024;

  private final Traffic traffic;
  private final Wire wire;
  private final SplittableRandom random;

  /** What is going on, for who looks at a client that is stuck. */
  private volatile String state = "new";

  PlannedClient(Traffic traffic, Wire wire, SplittableRandom random) {
    this.traffic = traffic;
    this.wire = wire;
    this.random = random;
  }

  /** Talks until either side ends the connection. */
  void talk() throws IOException {
    try (wire) {
      while (traffic.goesOn() && burst()) {}
    } catch (RuntimeException | AssertionError | IOException e) {
      traffic.faults().add(state, e);
    }
  }

  String state() {
    return state;
  }

  /** Whether the connection goes on. */
  private boolean burst() throws IOException {
    List<Plan> plans = new ArrayList<>();
    int depth = 1 + random.nextInt(8);
    while (plans.size() < depth && (plans.isEmpty() || !plans.getLast().last())) {
      plans.add(traffic.next());
    }
    Plan last = plans.getLast();
    Sending sending = new Sending(plans);
    sending.start();
    for (Plan plan : plans) {
      state = "waits for the answer to " + plan;
      switch (plan.clientTurn()) {
        case CUTS -> {
          expectNoOthersAnswer(plan);
          return false;
        }
        case RESETS -> {
          wire.reset();
          return false;
        }
        default -> {}
      }
      boolean goesOn = answer(plan, sending);
      if (!goesOn) {
        return false;
      }
    }
    if (last.last()) {
      expectEnd(last);
      return false;
    }
    return true;
  }

  /** A part of a request may be answered with an error. */
  private void expectNoOthersAnswer(Plan plan) {
    try {
      Head head = wire.head();
      if (head != null && head.status() == 100 && plan.expects()) {
        // The server had said so before it heard of the end.
        assertThat(head.field("x-id")).as("interim answer").isEqualTo("" + plan.id());
        head = wire.head();
      }
      String id = head == null ? null : head.field("x-id");
      if (id != null) {
        // Its own, if the server did not wait for the other half.
        assertThat(plan.early()).as("answer to half of %s", plan).isTrue();
        assertThat(id).isEqualTo("" + plan.id());
      }
    } catch (IOException cut) {
      // As it has cut itself.
    }
  }

  private void expectEnd(Plan plan) throws IOException {
    assertThat(wire.ended()).as("end behind the answer to %s", plan).isTrue();
  }

  /** Takes an answer; whether the connection goes on. */
  private boolean answer(Plan plan, Sending sending) throws IOException {
    Head head;
    try {
      head = finalHead(plan, sending);
    } catch (IOException cut) {
      if (plan.answersWhole() || plan.serverTurn() == ServerTurn.SILENT_WITH_FIN) {
        throw cut;
      }
      traffic.cut();
      return false;
    } finally {
      sending.dontWait();
    }
    if (head.field("x-id") == null) {
      return refused(plan, head);
    }
    assertIts(plan, head);
    if (plan.clientTurn() == ClientTurn.RESETS_IN_ANSWER) {
      wire.reset();
      return false;
    }
    Content content = Content.ofAnswer(plan);
    try {
      body(plan, head, content);
    } catch (EOFException fin) {
      if (plan.answersWhole() || !(plan.minorVersion() == 0 || sending.failed())) {
        throw new AssertionError("an answer that was cut ends as if it were whole: " + plan, fin);
      }
      // The kernel tells of RST once, and that was whoever was sending.
      traffic.cut();
      return false;
    } catch (IOException cut) {
      if (plan.answersWhole()) {
        throw cut;
      }
      traffic.cut();
      return false;
    }
    if (!content.whole() && plan.hasBody() && !mayBeShort(plan)) {
      throw new AssertionError("an answer that is too short: " + plan);
    }
    traffic.answered();
    if (head.closes() || !head.line().startsWith("HTTP/1.1")) {
      expectEnd(plan);
      return false;
    }
    return true;
  }

  /** Whose end is the end of the connection cannot be told from one that was cut with FIN. */
  private static boolean mayBeShort(Plan plan) {
    return plan.serverTurn() == ServerTurn.CUTS_WITH_FIN && plan.framing() == Framing.UNTIL_CLOSE;
  }

  private Head finalHead(Plan plan, Sending sending) throws IOException {
    int hints = 0;
    while (true) {
      Head head = wire.head();
      if (head == null) {
        throw new EOFException("FIN in place of an answer");
      }
      if (head.status() >= 200) {
        if (head.field("x-id") != null) {
          assertThat(hints).as("early hints for %s", plan).isEqualTo(hintsFor(plan));
        }
        return head;
      }
      assertThat(head.field("x-id")).as("interim answer for %s", plan).isEqualTo("" + plan.id());
      if (head.status() == 100) {
        assertThat(plan.expects()).as("%s for %s", head, plan).isTrue();
        sending.goOn();
      } else {
        hints++;
      }
    }
  }

  private static int hintsFor(Plan plan) {
    return plan.minorVersion() == 0 ? 0 : plan.interim();
  }

  private static void assertIts(Plan plan, Head head) {
    assertThat(head.field("x-id")).as("answer to %s", plan).isEqualTo("" + plan.id());
    assertThat(head.status()).as("answer to %s", plan).isEqualTo(plan.status());
    assertThat(head.field("x-sum"))
        .as("what came of %s", plan)
        .isEqualTo(plan.early() ? "-" : Text.sum(plan));
  }

  private void body(Plan plan, Head head, Content content) throws IOException {
    if (!plan.hasBody()) {
      return;
    }
    String length = head.field("content-length");
    if (head.field("transfer-encoding") != null) {
      wire.chunks(content);
    } else if (length != null) {
      wire.body(Long.parseLong(length), content);
    } else {
      wire.bodyUntilFin(content);
    }
  }

  /** The proxy has answered itself; whether the connection goes on. */
  private boolean refused(Plan plan, Head head) throws IOException {
    String length = head.field("content-length");
    String page =
        plan.method().equals("HEAD") || length == null ? "" : wire.text(Integer.parseInt(length));
    boolean whole = plan.answersWhole();
    if (head.status() != 502 || (whole && plan.repeatable())) {
      throw new AssertionError("the proxy's own answer to " + plan + ": " + head + page);
    }
    traffic.refused(whole);
    if (head.closes()) {
      expectEnd(plan);
    }
    return !head.closes();
  }

  /** Sends a burst, if need be beside the one who reads. */
  private final class Sending {

    private final List<Plan> plans;
    private final SplittableRandom cuts = random.split();
    private final List<CompletableFuture<Boolean>> told = new ArrayList<>();
    private final CompletableFuture<Boolean> sentAll = new CompletableFuture<>();
    private int next;

    Sending(List<Plan> plans) {
      this.plans = plans;
      for (Plan plan : plans) {
        told.add(
            plan.waits() ? new CompletableFuture<>() : CompletableFuture.completedFuture(true));
      }
    }

    void start() {
      int size = plans.stream().mapToInt(Plan::requestSize).sum();
      if (size < SMALL && plans.stream().noneMatch(Plan::waits)) {
        run();
      } else {
        Thread.ofVirtual().name("planned-client").start(this::run);
      }
    }

    private void run() {
      try {
        for (int i = 0; i < plans.size(); i++) {
          Plan plan = plans.get(i);
          byte[] head = Text.requestHead(plan);
          byte[] body = Text.requestBody(plan);
          if (plan.clientTurn() == ClientTurn.CUTS) {
            int cut = 1 + cuts.nextInt(head.length + body.length - 1);
            wire.send(head, Math.min(cut, head.length), cuts);
            wire.send(body, Math.max(0, cut - head.length), cuts);
            wire.finish();
            return;
          }
          if (!plan.waits() && head.length + body.length < SMALL) {
            wire.send(concat(head, body), head.length + body.length, cuts);
            continue;
          }
          wire.send(head, head.length, cuts);
          if (!told.get(i).join()) {
            return;
          }
          wire.send(body, body.length, cuts);
        }
        if (plans.getLast().clientTurn() == ClientTurn.FINISHES) {
          wire.finish();
        }
      } catch (IOException gone) {
        // Who reads sees whether that is in order.
        sentAll.complete(false);
      } finally {
        sentAll.complete(true);
      }
    }

    /**
     * Whether it was told of an RST. A socket tells of it once: who reads then sees FIN. Waits for
     * the end of it.
     */
    boolean failed() {
      told.forEach(each -> each.complete(false));
      return !sentAll.join();
    }

    void goOn() {
      told.get(next).complete(true);
    }

    /** The answer has come, if there is one; it does no more good to send the body. */
    void dontWait() {
      told.get(next++).complete(false);
    }
  }

  private static byte[] concat(byte[] a, byte[] b) {
    byte[] both = Arrays.copyOf(a, a.length + b.length);
    System.arraycopy(b, 0, both, a.length, b.length);
    return both;
  }
}
