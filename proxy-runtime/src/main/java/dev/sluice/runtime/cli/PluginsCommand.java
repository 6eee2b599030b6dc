package dev.sluice.runtime.cli;

import dev.sluice.api.settings.Key;
import dev.sluice.runtime.plugin.Extension;
import dev.sluice.runtime.plugin.Kind;
import dev.sluice.runtime.plugin.PluginDirectory;
import dev.sluice.runtime.plugin.PluginFailure;
import dev.sluice.runtime.plugin.PluginLoader;
import dev.sluice.runtime.plugin.PluginOrigin;
import dev.sluice.runtime.plugin.Registry;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists what plugins bring. */
@Command(
    name = "plugins",
    header = "Lists the words that plugins add to the configuration.",
    description = {
      "",
      "Loads everything in plugins/ and shows each extension: its kind, the word the configuration"
          + " uses, its settings, and the plugin, jar and version it comes from; then the jars that"
          + " could not be loaded, and why. A jar put into plugins/ is picked up by a running proxy"
          + " too."
    })
final class PluginsCommand implements Callable<Integer> {

  private final Home home;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--json", description = "Prints one JSON object, for programs.")
  private boolean json;

  PluginsCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws IOException {
    ProcessLog.open(false);
    PluginDirectory plugins = new PluginDirectory(home.plugins());
    try (PluginLoader loader = PluginLoader.of(plugins, home.pluginCopies());
        Registry registry = loader.load()) {
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(toJson(registry).encodePrettily());
      } else {
        print(out, registry);
      }
      return ExitCode.FINE;
    }
  }

  private void print(PrintWriter out, Registry registry) {
    if (registry.extensions().isEmpty()) {
      out.println("There are no plugins in " + home.plugins() + ".");
    }
    for (Kind<?> kind : Kind.ALL) {
      List<Extension> extensions =
          registry.extensions().stream().filter(e -> e.kind().equals(kind)).toList();
      if (!extensions.isEmpty()) {
        out.println(kind.name());
        extensions.forEach(extension -> print(out, extension));
        out.println();
      }
    }
    registry.failures().forEach(failure -> out.println("failed: " + failure));
  }

  private static void print(PrintWriter out, Extension extension) {
    PluginOrigin plugin = extension.plugin();
    String version = plugin.version() == null ? "" : " " + plugin.version();
    out.printf(
        "  %-16s %s%n  %-16s (%s%s, %s)%n",
        extension.word(), extension.doc(), "", plugin.name(), version, plugin.file());
    for (Key<?> key : extension.settings().keys()) {
      out.printf(
          "    %-14s %s: %s%s%n", key.name(), key.doc(), key.type(), remarks(extension, key));
    }
  }

  private static String remarks(Extension extension, Key<?> key) {
    StringBuilder remarks = new StringBuilder();
    if (key.required()) {
      remarks.append(", required");
    }
    if (key.defaultText() != null) {
      remarks.append(", default ").append(key.defaultText());
    }
    if (extension.settings().shortForm() == key) {
      remarks.append(", may stand alone");
    }
    return remarks.toString();
  }

  private static JsonObject toJson(Registry registry) {
    JsonArray extensions = new JsonArray();
    registry.extensions().forEach(extension -> extensions.add(toJson(extension)));
    JsonArray failed = new JsonArray();
    registry.failures().forEach(failure -> failed.add(toJson(failure)));
    return new JsonObject().put("extensions", extensions).put("failed-plugins", failed);
  }

  private static JsonObject toJson(Extension extension) {
    JsonArray settings = new JsonArray();
    for (Key<?> key : extension.settings().keys()) {
      JsonObject setting =
          new JsonObject()
              .put("name", key.name())
              .put("type", key.type().name())
              .put("doc", key.doc())
              .put("required", key.required())
              .put("short-form", extension.settings().shortForm() == key);
      if (key.defaultText() != null) {
        setting.put("default", key.defaultText());
      }
      settings.add(setting);
    }
    return new JsonObject()
        .put("kind", extension.kind().name())
        .put("word", extension.word())
        .put("doc", extension.doc())
        .put("plugin", extension.plugin().name())
        .put("file", extension.plugin().file())
        .put("version", extension.plugin().version())
        .put("settings", settings);
  }

  static JsonObject toJson(PluginFailure failure) {
    return new JsonObject().put("file", failure.file()).put("reason", failure.reason());
  }
}
