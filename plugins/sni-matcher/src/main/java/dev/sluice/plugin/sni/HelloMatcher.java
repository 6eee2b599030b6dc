package dev.sluice.plugin.sni;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Preface;
import java.util.Set;

/** Answers by a complete ClientHello alone: whatever else a client sends is a no. */
abstract class HelloMatcher implements Matcher {

  private static final Set<Need> NEEDS = Set.of(Need.CLIENT_HELLO);

  abstract boolean matches(ClientHello hello);

  @Override
  public final Set<Need> needs() {
    return NEEDS;
  }

  @Override
  public final Answer match(Client client, Preface preface) {
    ClientHello hello = preface.clientHello();
    if (hello != null) {
      return matches(hello) ? Answer.YES : Answer.NO;
    }
    return preface.tls().decided() || preface.complete() ? Answer.NO : Answer.MORE;
  }
}
