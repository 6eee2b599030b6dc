package dev.sluice.runtime.cli;

import dev.sluice.runtime.config.ConfigParser;
import dev.sluice.runtime.config.Parsed;
import dev.sluice.runtime.config.files.ConfigSource;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.tree.Problem;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.plugin.PluginDirectory;
import dev.sluice.runtime.plugin.PluginFailure;
import dev.sluice.runtime.plugin.PluginLoader;
import dev.sluice.runtime.plugin.Registry;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Tells every problem of a configuration, without running it. */
@Command(
    name = "check",
    header = "Checks a configuration and shows every problem it has.",
    description = {
      "",
      "Reads the configuration, the files it names and the plugins as the proxy would, opens no"
          + " port, and shows what is wrong, each with its place and what was expected:",
      "",
      "  conf/proxy.json:14:22: /frontends/web/bind: \"*:99999\" is not ...",
      "",
      "Exits with 1 if there is a problem; warnings are no problem."
    })
final class CheckCommand implements Callable<Integer> {

  private final Home home;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Mixin private final ConfigOption config = new ConfigOption();

  @Option(names = "--json", description = "Prints one JSON object, for programs.")
  private boolean json;

  CheckCommand(Home home) {
    this.home = home;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, ExecutionException {
    ProcessLog.open(false);
    PluginDirectory plugins = new PluginDirectory(home.plugins());
    Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    try (PluginLoader loader = PluginLoader.of(plugins, home.pluginCopies());
        Registry registry = loader.load()) {
      Findings findings = read(vertx, registry);
      PrintWriter out = spec.commandLine().getOut();
      if (json) {
        out.println(findings.toJson(registry.failures()).encodePrettily());
      } else {
        findings.print(out, registry.failures(), config.shownName(home));
      }
      return findings.problems().isEmpty() ? ExitCode.FINE : ExitCode.CONFIGURATION;
    } finally {
      vertx.close().toCompletionStage().toCompletableFuture().join();
    }
  }

  private Findings read(Vertx vertx, Registry registry)
      throws InterruptedException, ExecutionException {
    Path file = config.file(home);
    String shownName = config.shownName(home);
    ConfigSource.Outcome outcome =
        new ConfigSource(vertx, shownName, file)
            .read()
            .toCompletionStage()
            .toCompletableFuture()
            .get();
    return switch (outcome) {
      case ConfigSource.Unreadable unreadable -> new Findings(unreadable.problems(), List.of());
      case ConfigSource.Text(String text) -> {
        Parsed parsed =
            ConfigParser.parse(
                shownName, file, text, registry, vertx, home.folder(), new CarriedOver());
        yield switch (parsed) {
          case Parsed.Refused(var problems, var warnings, _) -> new Findings(problems, warnings);
          case Parsed.Accepted(var accepted, var warnings) -> {
            accepted.close();
            yield new Findings(List.of(), warnings);
          }
        };
      }
    };
  }

  private record Findings(List<Problem> problems, List<Problem> warnings) {

    void print(PrintWriter out, List<PluginFailure> failures, String shownName) {
      problems.forEach(out::println);
      warnings.forEach(out::println);
      failures.forEach(failure -> out.println("warning: " + failure));
      int all = warnings.size() + failures.size();
      out.println(
          shownName + ": " + count(problems.size(), "problem") + ", " + count(all, "warning"));
    }

    private static String count(int number, String what) {
      return (number == 0 ? "no" : Integer.toString(number))
          + ' '
          + what
          + (number == 1 ? "" : "s");
    }

    JsonObject toJson(List<PluginFailure> failures) {
      JsonArray plugins = new JsonArray();
      failures.forEach(failure -> plugins.add(PluginsCommand.toJson(failure)));
      return Problems.toJson(problems, warnings).put("failed-plugins", plugins);
    }
  }
}
