package dev.sluice.plugin.balancers;

import dev.sluice.api.Balancer;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.HeaderField;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;

/** {@code "hash": "src"}, {@code "hash": {"on": {"header": "x-user"}, "bound": 1.25}}. */
final class HashFactory implements Factory<Balancer> {

  static final Key<String> HEADER =
      Key.required(
          "header",
          Type.text("a field name", String.class, HashFactory::fieldName),
          "A field of the request, whose first value counts");

  static final Key<Object> ON =
      Key.required(
          "on",
          Type.oneOf(Type.choice(HashKey.Part.class), Type.object(SettingsSpec.of(HEADER))),
          "What decides: the client's address, the SNI, or the host, path or a field of the"
              + " request; sessions without it are served in turn");

  static final Key<Double> BOUND =
      Key.optional(
          "bound",
          Type.decimal(1.01, 100),
          "How many times its share of the sessions a server may have before others take its"
              + " keys; without it any number");

  @Override
  public String word() {
    return "hash";
  }

  @Override
  public String doc() {
    return "The same server for the same key; when servers come or go, only their keys move";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(ON, BOUND).shortForm(ON);
  }

  @Override
  public Balancer create(Settings settings, Context context) {
    HashKey key =
        settings.get(ON) instanceof Settings field
            ? HashKey.header(field.get(HEADER))
            : (HashKey) settings.get(ON);
    Double bound = settings.find(BOUND);
    return new Hash(key, bound == null ? Hash.UNBOUNDED : bound);
  }

  private static String fieldName(String text) throws BadValueException {
    if (!HeaderField.isName(text)) {
      throw new BadValueException("is not a field name (expected a token, for example \"x-user\")");
    }
    return text;
  }
}
