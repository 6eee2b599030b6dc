package dev.sluice.plugin.client;

import dev.sluice.api.Answer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.Set;

/**
 * {@code "tls": true}: the client has sent a complete, well-formed ClientHello. {@code "tls":
 * false}: its first bytes are not TLS. A broken, too long or unfinished hello is neither.
 */
final class TlsFactory implements Factory<Matcher> {

  static final Key<Boolean> HELLO =
      Key.required(
          "hello",
          Type.flag(),
          "True for a complete ClientHello, false for first bytes that are not TLS");

  /** Wants exactly one outcome of reading the first bytes as TLS. */
  private record Tls(Inspection wanted) implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of(Need.CLIENT_HELLO);
    }

    @Override
    public Answer match(Client client, Preface preface) {
      Inspection tls = preface.tls();
      if (tls == Inspection.PENDING && !preface.complete()) {
        return Answer.MORE;
      }
      return tls == wanted ? Answer.YES : Answer.NO;
    }

    @Override
    public boolean takesPlaintext() {
      return wanted == Inspection.OTHER;
    }
  }

  @Override
  public String word() {
    return "tls";
  }

  @Override
  public String doc() {
    return "Whether the client speaks TLS";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(HELLO).shortForm(HELLO);
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    return new Tls(settings.get(HELLO) ? Inspection.COMPLETE : Inspection.OTHER);
  }
}
