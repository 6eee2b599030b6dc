package dev.sluice.plugin.rules;

import dev.sluice.api.Answer;
import dev.sluice.api.Context;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.Type;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For which requests a rule holds.
 *
 * @param match null for all
 */
record Condition(@Nullable Matcher match) {

  static final Key<Matcher> MATCH =
      Key.optional(
          "match",
          Type.match(),
          "For which requests it holds, as a route's match; without it, for all");

  /** What the settings say, after it is checked that requests can match it. */
  static Condition of(Settings settings, Context context) {
    Matcher match = settings.find(MATCH);
    if (match != null) {
      Set<Need> unseen = EnumSet.of(Need.CLIENT_HELLO, Need.BYTES);
      if (match.needs().stream().anyMatch(unseen::contains)) {
        context.problem(
            "has a match that no request fits (expected src, host, path, method or header)");
      }
    }
    return new Condition(match);
  }

  /** Whether it holds for a request. */
  boolean holds(Client client, RequestHead head) {
    return match == null || match.match(client, new Request(head)) == Answer.YES;
  }

  /** A request as matchers see it: its head is complete, and nothing else is to come. */
  private record Request(RequestHead requestHead) implements Preface {

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0).asReadOnlyBuffer();

    @Override
    public Inspection tls() {
      return Inspection.OTHER;
    }

    @Override
    public @Nullable ClientHello clientHello() {
      return null;
    }

    @Override
    public Inspection http() {
      return Inspection.COMPLETE;
    }

    @Override
    public ByteBuffer bytes() {
      return NOTHING;
    }

    @Override
    public boolean complete() {
      return true;
    }
  }
}
