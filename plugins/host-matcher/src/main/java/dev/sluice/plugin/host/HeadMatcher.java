package dev.sluice.plugin.host;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Matches request heads that pass a test. Until the head is complete it wants more; what is not
 * HTTP, is broken or has ended too early does not match.
 *
 * @param test what is asked of a head; pure
 * @param names the names the test looks up, if it does nothing else
 */
record HeadMatcher(Predicate<RequestHead> test, @Nullable HostNames names) implements Matcher {

  @Override
  public Set<Need> needs() {
    return Set.of(Need.REQUEST_HEAD);
  }

  @Override
  public Answer match(Client client, Preface preface) {
    return switch (preface.http()) {
      case COMPLETE -> {
        RequestHead head = preface.requestHead();
        yield head != null && test.test(head) ? Answer.YES : Answer.NO;
      }
      case PENDING -> preface.complete() ? Answer.NO : Answer.MORE;
      case OTHER, MALFORMED, TOO_LARGE, TIMEOUT -> Answer.NO;
    };
  }
}
