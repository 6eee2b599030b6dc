package dev.sluice.distribution.strictness;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;

/** One proxy, its bad server, and what clients got of it. */
final class ResponsePlay implements AutoCloseable {

  /** A guard: the server ends what it has begun. */
  private static final int PATIENCE = 10_000;

  private final List<Case> cases;
  private final BadServer server;
  private final Contestant contestant;
  private final AtomicReferenceArray<ResponseOutcome> outcomes;

  ResponsePlay(Contestant.Starting starting, Path temp, List<Case> cases)
      throws IOException, InterruptedException {
    this.cases = cases;
    this.server = new BadServer(cases);
    this.contestant = starting.start(temp, server.port());
    this.outcomes = new AtomicReferenceArray<>(cases.size());
  }

  String title() {
    return contestant.title();
  }

  /** Asks for a case and then for what is this client's own; another client asks for its own. */
  void play(int index) throws IOException {
    boolean head = BadServer.isHead(cases.get(index));
    String host = " HTTP/1.1\r\nHost: a.test\r\n";
    String own = "GET /own/" + index + host + "Connection: close\r\n\r\n";
    String asked = (head ? "HEAD" : "GET") + " /case/" + index + host + "\r\n";
    Answer first = Answer.to(contestant.port(), asked + own, PATIENCE);
    Answer second = Answer.to(contestant.port(), own, PATIENCE);
    outcomes.set(index, ResponseOutcome.of(index, head, first, second));
  }

  /** What came of all cases, once they are played. */
  List<ResponseOutcome> outcomes() {
    return IntStream.range(0, cases.size())
        .mapToObj(index -> Objects.requireNonNull(outcomes.get(index)))
        .toList();
  }

  /** The cases after which a connection was used again that nobody must use again. */
  Set<Integer> reused() {
    return server.reused();
  }

  @Override
  public void close() throws IOException {
    contestant.close();
    server.close();
  }
}
