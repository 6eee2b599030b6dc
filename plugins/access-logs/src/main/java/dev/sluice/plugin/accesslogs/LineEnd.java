package dev.sluice.plugin.accesslogs;

import dev.sluice.api.session.SessionRecord;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;

/**
 * What may stand behind a line of HAProxy's, where readers of its logs do not look.
 *
 * @param id whether the number stands there that the proxy's own answers name
 * @param why whether it is said where the session went
 */
record LineEnd(boolean id, boolean why) {

  private static final Key<Boolean> ID =
      Key.withDefault(
          "id",
          Type.flag(),
          false,
          "false",
          "Whether the line ends with id=...: the number of the session, in mode http of the"
              + " request, which error pages and their X-Request-Id show");
  private static final Key<Boolean> WHY =
      Key.withDefault(
          "why",
          Type.flag(),
          false,
          "false",
          "Whether the line ends with why=\"...\": the route the session took and the generation"
              + " of the configuration, or why it was refused");

  static final SettingsSpec SPEC = SettingsSpec.of(ID, WHY);

  static LineEnd of(Settings settings) {
    return new LineEnd(settings.get(ID), settings.get(WHY));
  }

  void append(StringBuilder line, SessionRecord session) {
    if (id) {
      line.append(" id=").append(session.id());
    }
    if (why) {
      Escape.quoted(line.append(" why="), session.why());
    }
  }
}
