package dev.sluice.runtime.config.settings;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A matcher that was asked once what it is like. Whoever builds routes from it asks no plugin any
 * more: a plugin that cannot tell is a problem of the configuration, not of the reload.
 */
record AskedMatcher(
    Matcher matcher, Set<Need> needs, boolean takesPlaintext, @Nullable HostNames names)
    implements Matcher {

  /** Asks; throws whatever the matcher does. */
  static AskedMatcher of(Matcher matcher) {
    // A plugin may be compiled without checks for null.
    @Nullable Set<Need> needs = matcher.needs();
    if (needs == null) {
      throw new IllegalStateException("needs() returned null");
    }
    return new AskedMatcher(matcher, Set.copyOf(needs), matcher.takesPlaintext(), matcher.names());
  }

  @Override
  public Answer match(Client client, Preface preface) {
    return matcher.match(client, preface);
  }
}
