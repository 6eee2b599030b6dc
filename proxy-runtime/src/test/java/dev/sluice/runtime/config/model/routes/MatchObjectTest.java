package dev.sluice.runtime.config.model.routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.frontend.Inspector;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MatchObjectTest {

  private record Fixed(@Nullable Answer answer) implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    @SuppressWarnings("NullAway") // a plugin may have been compiled without it
    public Answer match(Client client, Preface preface) {
      return answer;
    }
  }

  private record At(SocketAddress address, SocketAddress localAddress, String frontend)
      implements Client {}

  private static final Client CLIENT =
      new At(new InetSocketAddress("192.0.2.1", 1), new InetSocketAddress("192.0.2.2", 2), "f");

  private static Answer match(@Nullable Answer... answers) {
    return new MatchObject(
            Stream.of(answers)
                .map(answer -> new Extension<Matcher>("odd", "test", new Fixed(answer)))
                .toList())
        .match(CLIENT, new Inspector());
  }

  @Test
  void allMatchersMustFit() {
    assertThat(MatchObject.ALWAYS.match(CLIENT, new Inspector())).isEqualTo(Answer.YES);
    assertThat(match(Answer.YES, Answer.YES)).isEqualTo(Answer.YES);
    assertThat(match(Answer.YES, Answer.MORE, Answer.YES)).isEqualTo(Answer.MORE);
    assertThat(match(Answer.MORE, Answer.NO)).isEqualTo(Answer.NO);
  }

  @Test
  void matcherThatAnswersNull_isAnError_notAMatch() {
    assertThatThrownBy(() -> match((Answer) null))
        .isInstanceOf(NullPointerException.class)
        .hasMessage("matcher 'odd' answered null");
    assertThatThrownBy(() -> match(Answer.YES, null)).isInstanceOf(NullPointerException.class);
  }
}
