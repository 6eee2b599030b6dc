package dev.sluice.runtime.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** All commands of {@code bin/proxy}. */
@Command(
    name = "proxy",
    header = "Sluice, a proxy that routes TCP by TLS server name and HTTP by host.",
    description = {
      "",
      "Routes what arrives on shared ports to the right server: TLS by its server name without"
          + " touching a byte of it, HTTP by the host and path of a connection's first request,"
          + " with load balancing and HAProxy's logs. The configuration may change while it runs.",
      ""
    },
    synopsisHeading = "%nUsage: ",
    customSynopsis = "proxy [COMMAND] [OPTIONS]",
    optionListHeading = "Options:%n",
    commandListHeading = "%nCommands:%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  proxy                      runs conf/proxy.json in the foreground",
      "  proxy check -c new.json    shows every problem of a configuration",
      "  proxy demo                 shows it at work on unprivileged ports",
      "",
      "Exit codes: 0 fine, 1 problem in the configuration, 2 usage, 3 could not start.",
      "'proxy COMMAND --help' tells more about a command."
    })
public final class CommandLines implements Callable<Integer> {

  private static final int WIDTH = 80;

  @Spec private CommandSpec spec = CommandSpec.create();

  private CommandLines() {}

  /** The commands of this process. */
  public static CommandLine of(Home home, Launcher launcher) {
    CommandLine proxy = new CommandLine(new CommandLines());
    proxy.addSubcommand(
        new RunCommand(home, launcher, Signals.ofProcess(), Runtime.getRuntime()::halt));
    proxy.addSubcommand(new CheckCommand(home));
    proxy.addSubcommand(new PluginsCommand(home));
    proxy.addSubcommand(new DemoCommand(home, launcher, Signals.ofProcess()));
    proxy.addSubcommand(new VersionCommand());
    proxy.setParameterExceptionHandler(CommandLines::usage);
    proxy.setExecutionExceptionHandler(CommandLines::failure);
    proxy.getSubcommands().values().forEach(CommandLines::layout);
    layout(proxy);
    return proxy;
  }

  /**
   * The arguments with the default command in front where none is named: {@code proxy -c x.json} is
   * {@code proxy run -c x.json}.
   */
  public static String[] withDefault(String... arguments) {
    boolean none = arguments.length == 0 || arguments[0].startsWith("-");
    if (!none || (arguments.length > 0 && List.of("-h", "--help").contains(arguments[0]))) {
      return arguments;
    }
    if (arguments.length == 1 && List.of("-V", "-v", "--version").contains(arguments[0])) {
      return new String[] {"version"};
    }
    List<String> run = new ArrayList<>(List.of("run"));
    run.addAll(List.of(arguments));
    return run.toArray(String[]::new);
  }

  private static void layout(CommandLine command) {
    CommandSpec spec = command.getCommandSpec();
    spec.addOption(
        CommandLine.Model.OptionSpec.builder("-h", "--help")
            .usageHelp(true)
            .description("Shows this text.")
            .build());
    spec.usageMessage().width(WIDTH);
    if (spec.parent() != null) {
      spec.usageMessage().synopsisHeading("%nUsage: ").optionListHeading("%nOptions:%n");
    }
  }

  /** Reached only by {@code proxy -h}, which picocli answers itself. */
  @Override
  public Integer call() {
    spec.commandLine().usage(spec.commandLine().getOut());
    return ExitCode.USAGE;
  }

  private static int usage(ParameterException e, String[] arguments) {
    CommandLine command = e.getCommandLine();
    command.getErr().println("proxy: " + e.getMessage());
    CommandLine.UnmatchedArgumentException.printSuggestions(e, command.getErr());
    command.getErr().println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
    return ExitCode.USAGE;
  }

  private static int failure(Exception e, CommandLine command, CommandLine.ParseResult parsed) {
    return ExitCode.told(e, command.getErr());
  }
}
