package dev.sluice.runtime.config;

import dev.sluice.api.AccessLog;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.tree.Node;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/** The configuration as a whole: its sections. */
public final class Document {

  private static final Key<String> SCHEMA =
      Key.optional(
          "$schema",
          Type.text(),
          "The JSON Schema by which an editor completes and checks, for example"
              + " ./proxy.schema.json; the proxy does not look at it");
  static final Key<Settings> GLOBAL =
      Key.optional("global", Type.object(GlobalSection.SPEC), "What holds for the process");
  static final Key<Map<String, AccessLog>> LOGS =
      Key.optional(
          "logs",
          Type.mapOf(Type.extension(AccessLog.class)),
          "The access logs by name; without it there is one, to the standard output");
  static final Key<Settings> DEFAULTS =
      Key.optional(
          "defaults",
          Type.object(Defaults.SPEC),
          "What frontends and backends do not say themselves: any of their keys. A section's own"
              + " value wins, objects are merged key by key");
  static final Key<Map<String, Settings>> FRONTENDS =
      Key.required(
          "frontends",
          Type.mapOf(Type.object(FrontendSection.SPEC)),
          "What accepts connections, by name");
  static final Key<Map<String, Settings>> BACKENDS =
      Key.optional(
          "backends",
          Type.mapOf(Type.object(BackendSection.SPEC)),
          "Where connections go, by name");

  /** All that may be written, for generators of schemas and documentation. */
  public static final SettingsSpec SPEC =
      SettingsSpec.of(SCHEMA, GLOBAL, LOGS, DEFAULTS, FRONTENDS, BACKENDS);

  private Document() {}

  /** The document with the defaults put under its frontends and backends. */
  static Node.Members completed(Node.Members document) {
    SequencedMap<String, Node.Member> sections = new LinkedHashMap<>(document.members());
    Node defaults = document.find(DEFAULTS.name());
    if (defaults != null) {
      sections.computeIfPresent(
          FRONTENDS.name(), (_, all) -> completed(all, defaults, FrontendSection.SPEC));
      sections.computeIfPresent(
          BACKENDS.name(), (_, all) -> completed(all, defaults, BackendSection.SPEC));
    }
    return new Node.Members(document.place(), sections);
  }

  private static Node.Member completed(Node.Member all, Node defaults, SettingsSpec spec) {
    if (!(all.value() instanceof Node.Members sections)) {
      return all;
    }
    SequencedMap<String, Node.Member> completed = new LinkedHashMap<>();
    sections
        .members()
        .forEach((name, section) ->
            completed.put(
                name,
                new Node.Member(section.place(), Defaults.under(section.value(), defaults, spec))));
    return new Node.Member(all.place(), new Node.Members(sections.place(), completed));
  }
}
