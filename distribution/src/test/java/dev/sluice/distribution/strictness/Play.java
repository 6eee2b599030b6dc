package dev.sluice.distribution.strictness;

import dev.sluice.distribution.strictness.StrictServer.Noted;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** One proxy, its server, and what it has made of requests so far. */
final class Play implements AutoCloseable {

  private final StrictServer server = new StrictServer();
  private final Contestant contestant;
  private final List<Case> cases;
  private final Map<Integer, Answer> answers = new ConcurrentHashMap<>();
  private final Map<Integer, Integer> numbers = new ConcurrentHashMap<>();

  Play(Contestant.Starting starting, Path temp, List<Case> cases)
      throws IOException, InterruptedException {
    this.cases = cases;
    this.contestant = starting.start(temp, server.port());
  }

  /** The proxy's name and version. */
  String title() {
    return contestant.title();
  }

  /** Plays a case for the first time. */
  void play(int index, int patience) throws IOException {
    play(index, index, patience);
  }

  /** Plays a case once more, which replaces what came of it. */
  void again(int index, int patience) throws IOException {
    play(index, index + cases.size(), patience);
  }

  private void play(int index, int number, int patience) throws IOException {
    String bytes =
        cases.get(index).numbered(number) + new Case("", RequestCases.END).numbered(number);
    numbers.put(index, number);
    answers.put(index, Answer.to(contestant.port(), bytes, patience));
  }

  /** What came of a case so far. */
  Outcome outcome(int index) {
    return outcome(index, server.noted());
  }

  private Outcome outcome(int index, List<Noted> noted) {
    int number = Objects.requireNonNull(numbers.get(index));
    List<Noted> mine = noted.stream().filter(each -> each.number() == number).toList();
    return new Outcome(
        Objects.requireNonNull(answers.get(index)),
        mine.stream().map(Noted::request).filter(Objects::nonNull).toList(),
        mine.stream().map(Noted::fault).filter(fault -> !fault.isEmpty()).toList());
  }

  /** What came of all cases; the proxy is stopped, so that nothing is under way. */
  List<Outcome> end() throws IOException, InterruptedException {
    contestant.close();
    List<Noted> noted = server.awaitAll();
    List<Outcome> outcomes = new ArrayList<>();
    for (int i = 0; i < cases.size(); i++) {
      outcomes.add(outcome(i, noted));
    }
    return outcomes;
  }

  /** What the server was sent that belongs to no case. */
  List<Noted> unknown() {
    return server.noted().stream().filter(each -> each.number() == StrictServer.UNKNOWN).toList();
  }

  @Override
  public void close() throws IOException {
    contestant.close();
    server.close();
  }
}
