package dev.sluice.plugin.client;

import dev.sluice.api.Context;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.TextFile;
import dev.sluice.api.settings.Type;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code src}, {@code allow} and {@code deny} can be set to: an address, a network, a list of
 * these, or a file with one on each line. Both together add up.
 */
final class AddressSettings {

  static final Key<List<Network>> NETWORKS =
      Key.withDefault(
          "networks",
          Type.listOf(Type.text("an IP address or network", Network.class, Network::parse)),
          List.of(),
          "[]",
          "IP addresses and networks (CIDR)");

  static final Key<TextFile> FILE =
      Key.optional("file", Type.textFile(), "A file with an IP address or network on each line");

  static final SettingsSpec SPEC = SettingsSpec.of(NETWORKS, FILE).shortForm(NETWORKS);

  private AddressSettings() {}

  /**
   * Reads the settings. A file may be empty, for what writes it may have nothing to list; settings
   * without a file and without an address are a mistake.
   */
  static AddressSet read(Settings settings, Context context) {
    List<Network> networks = new ArrayList<>(settings.get(NETWORKS));
    TextFile file = settings.find(FILE);
    if (file == null && networks.isEmpty()) {
      context.problem("names no address (expected an IP address or network, or a file)");
    }
    if (file != null) {
      file.lines().forEach(line -> addLine(networks, line, context));
    }
    return new AddressSet(networks);
  }

  private static void addLine(List<Network> networks, TextFile.Line line, Context context) {
    try {
      networks.add(Network.parse(line.text()));
    } catch (BadValueException e) {
      context.problem(line, "\"" + line.text() + "\" " + e.getMessage());
    }
  }
}
