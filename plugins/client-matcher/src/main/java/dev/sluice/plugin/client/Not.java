package dev.sluice.plugin.client;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import java.util.Set;

/**
 * The opposite of another matcher. It fails closed: what cannot be read as the other matcher needs,
 * say a broken ClientHello under a negated {@code sni}, matches neither.
 *
 * @param other whose answer is turned round
 */
record Not(Matcher other) implements Matcher {

  @Override
  public Set<Need> needs() {
    return other.needs();
  }

  @Override
  public Answer match(Client client, Preface preface) {
    return switch (other.match(client, preface)) {
      case MORE -> Answer.MORE;
      case YES -> Answer.NO;
      case NO -> known(preface);
    };
  }

  /** YES if the bytes are what the other matcher needs; until that is decided, MORE. */
  private Answer known(Preface preface) {
    Answer hello = known(Need.CLIENT_HELLO, preface.tls(), preface);
    return hello == Answer.YES ? known(Need.REQUEST_HEAD, preface.http(), preface) : hello;
  }

  private Answer known(Need need, Inspection inspection, Preface preface) {
    if (!other.needs().contains(need) || inspection == Inspection.COMPLETE) {
      return Answer.YES;
    }
    return inspection == Inspection.PENDING && !preface.complete() ? Answer.MORE : Answer.NO;
  }
}
