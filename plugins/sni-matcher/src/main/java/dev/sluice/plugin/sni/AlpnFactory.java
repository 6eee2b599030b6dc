package dev.sluice.plugin.sni;

import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.List;

/** Makes {@code alpn} matchers: {@code "h2"}, {@code ["h2", "http/1.1"]}. */
final class AlpnFactory implements Factory<Matcher> {

  /** RFC 7301 section 3.1. */
  private static final int MAX_LENGTH = 255;

  private static final Key<List<String>> PROTOCOLS =
      Key.required(
          "protocols",
          Type.listOf(Type.text("an ALPN protocol", String.class, AlpnFactory::protocol)),
          "The protocols of which a client must offer one, as registered with IANA");

  private static final SettingsSpec SETTINGS = SettingsSpec.of(PROTOCOLS).shortForm(PROTOCOLS);

  @Override
  public String word() {
    return "alpn";
  }

  @Override
  public String doc() {
    return "Matches the protocols that a TLS ClientHello offers by ALPN";
  }

  @Override
  public SettingsSpec settings() {
    return SETTINGS;
  }

  @Override
  public Matcher create(Settings settings, Context context) {
    List<String> protocols = settings.get(PROTOCOLS);
    if (protocols.isEmpty()) {
      context.problem("an empty list matches nothing (expected at least one ALPN protocol)");
    }
    return new AlpnMatcher(protocols);
  }

  /** Identifiers are bytes; those of a hello are compared as characters up to U+00FF. */
  private static String protocol(String text) throws BadValueException {
    if (text.isEmpty() || text.length() > MAX_LENGTH || text.chars().anyMatch(c -> c > 0xff)) {
      throw new BadValueException(
          "is not an ALPN protocol (expected 1 to 255 bytes, for example \"h2\")");
    }
    return text;
  }
}
