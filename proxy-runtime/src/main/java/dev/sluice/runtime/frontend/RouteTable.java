package dev.sluice.runtime.frontend;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The routes of a frontend in the order of the configuration: the first that fits wins, and one
 * that needs more bytes holds up those behind it, so that the outcome never depends on how bytes
 * were cut into packets. Immutable.
 *
 * <p>On a frontend that inspects TLS only a complete ClientHello gets past the first route that
 * looks at bytes; what is not TLS only by routes that ask for just that. What cannot be read never
 * reaches the default backend. Likewise for HTTP where TLS is not inspected.
 */
public final class RouteTable {

  private final List<Step> steps;
  private final @Nullable Route defaultRoute;
  private final boolean inspects;
  private final boolean inspectsTls;
  private final boolean inspectsHttp;

  /**
   * A rule.
   *
   * @param gated whether the bytes must have turned out to be what is inspected before it may win:
   *     it, or a rule before it, looks at bytes
   */
  private record Step(Rule rule, boolean gated) {}

  private RouteTable(List<Rule> rules, @Nullable Route defaultRoute) {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    List<Step> built = new ArrayList<>();
    for (Rule rule : rules) {
      needs.addAll(rule.needs());
      built.add(new Step(rule, !needs.isEmpty()));
    }
    this.steps = List.copyOf(built);
    this.defaultRoute = defaultRoute;
    this.inspects = !needs.isEmpty();
    this.inspectsTls = needs.contains(Need.CLIENT_HELLO);
    this.inspectsHttp = needs.contains(Need.REQUEST_HEAD);
  }

  /** Whether any route looks at bytes. If not, servers that speak first are connected at once. */
  public boolean inspects() {
    return inspects;
  }

  /** Whether clients are expected to speak TLS. */
  public boolean inspectsTls() {
    return inspectsTls;
  }

  /** Whether clients are expected to speak HTTP. */
  public boolean inspectsHttp() {
    return inspectsHttp;
  }

  /** What is decided for a client. */
  public sealed interface Decision {}

  /** More bytes are needed. */
  public record Pending() implements Decision {}

  /** A route fits, or the default does. */
  public record Found(Route route) implements Decision {}

  /** Nothing fits. */
  public record None() implements Decision {}

  /** The only one needed. */
  public static final Decision PENDING = new Pending();

  private static final Decision NONE = new None();

  /** Decides by what is known; asked again when more is. */
  public Decision decide(Client client, Preface preface) {
    for (Step step : steps) {
      Answer answer = step.rule().match(client, preface);
      if (answer == Answer.YES && step.gated()) {
        answer = gate(step.rule().takesPlaintext(), preface);
      }
      if (answer == Answer.YES) {
        return new Found(step.rule().route(preface));
      }
      if (answer == Answer.MORE && !preface.complete()) {
        return PENDING;
      }
    }
    return decideDefault(preface);
  }

  private Decision decideDefault(Preface preface) {
    Route route = defaultRoute;
    Answer answer = inspects ? gate(false, preface) : Answer.YES;
    if (answer == Answer.MORE && !preface.complete()) {
      return PENDING;
    }
    return answer == Answer.YES && route != null ? new Found(route) : NONE;
  }

  private Answer gate(boolean takesPlaintext, Preface preface) {
    if (inspectsTls) {
      Inspection tls = preface.tls();
      return answer(tls, takesPlaintext ? Inspection.OTHER : Inspection.COMPLETE);
    }
    return inspectsHttp ? answer(preface.http(), Inspection.COMPLETE) : Answer.YES;
  }

  private static Answer answer(Inspection inspection, Inspection wanted) {
    if (inspection == Inspection.PENDING) {
      return Answer.MORE;
    }
    return inspection == wanted ? Answer.YES : Answer.NO;
  }

  /** An empty table to which routes are added in order. */
  public static Builder builder() {
    return new Builder();
  }

  /** Collects routes; runs of routes by the same kind of name become one index. */
  public static final class Builder {

    private static final Matcher ALWAYS = new Always();

    private final List<Rule> rules = new ArrayList<>();
    private HostNames.@Nullable Subject subject;
    private Set<Need> needs = Set.of();
    private HostIndex.@Nullable Builder<Route> names;

    private Builder() {}

    /** A route. */
    public Builder add(Matcher matcher, Route route) {
      HostNames hostNames = matcher.names();
      if (hostNames == null) {
        endRun();
        rules.add(new Rule.Single(matcher, route));
        return this;
      }
      if (names == null || subject != hostNames.subject()) {
        endRun();
        names = HostIndex.builder();
        subject = hostNames.subject();
        needs = Set.copyOf(matcher.needs());
      }
      for (HostPattern pattern : hostNames.patterns()) {
        names.add(pattern, route);
      }
      return this;
    }

    /**
     * A route whose backend is looked up in a map of names, if the matcher fits.
     *
     * @param routes for each backend of the map
     */
    public Builder addMap(
        Matcher guard,
        HostNames.Subject by,
        Set<Need> byNeeds,
        HostIndex<String> map,
        Map<String, Route> routes) {
      endRun();
      Set<Need> all = EnumSet.noneOf(Need.class);
      all.addAll(guard.needs());
      all.addAll(byNeeds);
      Map<String, Route> known = Map.copyOf(routes);
      Rule.Lookup lookup =
          name -> {
            String backend = map.find(name);
            return backend == null ? null : known.get(backend);
          };
      rules.add(new Rule.Named(by, lookup, guard, Set.copyOf(all)));
      return this;
    }

    private void endRun() {
      HostNames.Subject by = subject;
      HostIndex.Builder<Route> run = names;
      if (by != null && run != null) {
        rules.add(new Rule.Named(by, run.build()::find, ALWAYS, needs));
      }
      subject = null;
      names = null;
    }

    /** The table. */
    public RouteTable build(@Nullable Route defaultRoute) {
      endRun();
      return new RouteTable(rules, defaultRoute);
    }
  }

  private static final class Always implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return Answer.YES;
    }
  }
}
