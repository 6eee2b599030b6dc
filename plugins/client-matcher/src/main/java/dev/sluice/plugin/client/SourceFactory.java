package dev.sluice.plugin.client;

import dev.sluice.api.Answer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import java.util.Set;

/** {@code "src": "10.0.0.0/8"}: where the client connects from. */
final class SourceFactory implements Factory<Matcher> {

  /** Answers at once, from the address alone. */
  private record Source(AddressSet addresses) implements Matcher {

    @Override
    public Set<Need> needs() {
      return Set.of();
    }

    @Override
    public Answer match(Client client, Preface preface) {
      return addresses.contains(client.address()) ? Answer.YES : Answer.NO;
    }
  }

  @Override
  public String word() {
    return "src";
  }

  @Override
  public String doc() {
    return "The client's IP address; a client on a Unix socket has none and does not match";
  }

  @Override
  public SettingsSpec settings() {
    return AddressSettings.SPEC;
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    return new Source(AddressSettings.read(settings, context));
  }
}
