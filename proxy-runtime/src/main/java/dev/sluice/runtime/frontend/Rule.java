package dev.sluice.runtime.frontend;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames.Subject;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One step of a route table: a route, or many routes by name that are answered from an index. */
sealed interface Rule {

  /** What it needs to see. */
  Set<Need> needs();

  /** Whether it takes clients that do not speak TLS where TLS is inspected. */
  boolean takesPlaintext();

  /** Whether it fits; if YES, {@link #route} tells which route. */
  Answer match(Client client, Preface preface);

  /** The route of a client that this rule fits. */
  Route route(Preface preface);

  /** A route with whatever matchers. */
  record Single(Matcher matcher, Set<Need> needs, boolean takesPlaintext, Route target)
      implements Rule {

    Single(Matcher matcher, Route target) {
      this(matcher, Set.copyOf(matcher.needs()), matcher.takesPlaintext(), target);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return matcher.match(client, preface);
    }

    @Override
    public Route route(Preface preface) {
      return target;
    }
  }

  /** Finds the route of a name; allocates nothing. */
  @FunctionalInterface
  interface Lookup {
    /** Null if there is none. */
    @Nullable Route find(String canonicalName);
  }

  /**
   * Routes that are found by a name, at a cost that does not grow with their number.
   *
   * @param guard must fit too, before the name is looked up
   */
  record Named(Subject subject, Lookup routes, Matcher guard, Set<Need> needs) implements Rule {

    @Override
    public boolean takesPlaintext() {
      return guard.takesPlaintext();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      Answer guarded = guard.match(client, preface);
      if (guarded == Answer.NO) {
        return Answer.NO;
      }
      if (inspection(preface) == Inspection.PENDING) {
        return Answer.MORE;
      }
      String name = name(preface);
      return name == null || routes.find(name) == null ? Answer.NO : guarded;
    }

    @Override
    public Route route(Preface preface) {
      String name = name(preface);
      Route route = name == null ? null : routes.find(name);
      if (route == null) {
        throw new IllegalStateException("asked for a route without a match");
      }
      return route;
    }

    private Inspection inspection(Preface preface) {
      return subject == Subject.SNI ? preface.tls() : preface.http();
    }

    private @Nullable String name(Preface preface) {
      if (subject == Subject.SNI) {
        ClientHello hello = preface.clientHello();
        return hello == null ? null : hello.serverName();
      }
      RequestHead head = preface.requestHead();
      return head == null ? null : head.host();
    }
  }
}
