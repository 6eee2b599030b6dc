package dev.sluice.plugin.proxyprotocol;

import dev.sluice.api.Context;
import dev.sluice.api.Emitter;
import dev.sluice.api.Factory;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** {@code "proxy-protocol": {"version": 2, "tlvs": ["authority", "crc32c"]}}. */
final class ProxyProtocolFactory implements Factory<Emitter> {

  static final Key<Long> VERSION =
      Key.withDefault(
          "version",
          Type.number(List.of(1L, 2L)),
          2L,
          "2",
          "1 for a line of text, 2 for the binary form, which can say more");

  static final Key<List<Told>> TLVS =
      Key.withDefault(
          "tlvs",
          Type.listOf(Type.choice(Told.class)),
          List.of(),
          "[]",
          "What version 2 says besides addresses: authority (the name the client asked for by SNI"
              + " or Host), alpn (the protocol it offers first), unique-id (of the session), crc32c"
              + " (a checksum), received (what a PROXY header from the client's side said)");

  @Override
  public String word() {
    return "proxy-protocol";
  }

  @Override
  public String doc() {
    return "Tells the server the client's address by a PROXY header";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(VERSION, TLVS);
  }

  @Override
  public Emitter create(Settings settings, Context context) {
    Set<Told> told = EnumSet.noneOf(Told.class);
    told.addAll(settings.get(TLVS));
    if (settings.get(VERSION) == 2) {
      return new Version2Emitter(told);
    }
    if (!told.isEmpty()) {
      context.problem("version 1 has no TLVs (expected version 2, or no \"tlvs\")");
    }
    return new Version1Emitter();
  }
}
