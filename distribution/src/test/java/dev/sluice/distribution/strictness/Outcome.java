package dev.sluice.distribution.strictness;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What a proxy made of a case.
 *
 * @param requests what the server was told, whole
 * @param faults what it was told that breaks the grammar
 */
record Outcome(Answer answer, List<Message> requests, List<String> faults)
    implements Compared.Shown {

  /** How many requests the server took for whole: the fewer, the stricter. */
  int served() {
    return requests.size();
  }

  /** Whether it let pass what breaks the grammar: then it is no measure. */
  boolean broken() {
    return !faults.isEmpty();
  }

  /** The bodies, by which two readers of the same bytes would differ. */
  List<String> bodies() {
    return requests.stream().map(Message::body).toList();
  }

  /** For a summary: the server was told something. */
  @Override
  public String counted() {
    return broken() ? "broken" : served() > 0 ? "served" : "";
  }

  @Override
  public String shown() {
    String seen = requests.stream().map(Message::shown).collect(Collectors.joining(", "));
    String bad = faults.isEmpty() ? "" : " BROKEN " + faults;
    return answer.shown() + " [" + seen + "]" + bad;
  }
}
