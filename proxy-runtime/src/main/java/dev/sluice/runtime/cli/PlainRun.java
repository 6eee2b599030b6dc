package dev.sluice.runtime.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code run} in its plain forms, which is what nearly every start is: read without picocli, whose
 * classes and annotations take a third of the time to the first byte. What is not one of these
 * forms, mistakes among them, is for {@link CommandLines}, which means the same by them.
 *
 * @param config the configuration, if one is named
 */
public record PlainRun(@Nullable Path config, boolean debug) {

  private static final List<String> CONFIG = List.of("-c", "--config");

  /** Null if the arguments are anything else. */
  public static @Nullable PlainRun of(String... arguments) {
    Deque<String> left = new ArrayDeque<>(List.of(arguments));
    if ("run".equals(left.peek())) {
      left.remove();
    }
    Path config = null;
    boolean debug = false;
    while (!left.isEmpty()) {
      String option = left.remove();
      if (option.equals("--debug") && !debug) {
        debug = true;
      } else if (CONFIG.contains(option) && config == null && isName(left.peek())) {
        config = Path.of(left.remove());
      } else {
        return null;
      }
    }
    return new PlainRun(config, debug);
  }

  /** Not an option, nor a file of arguments. */
  private static boolean isName(@Nullable String argument) {
    return argument != null && !argument.isEmpty() && "-@".indexOf(argument.charAt(0)) < 0;
  }

  /** Runs until a signal ends it; returns the exit code. */
  public int execute(Home home, Launcher launcher) {
    return execute(home, launcher, new PrintWriter(System.err, true, System.err.charset()));
  }

  int execute(Home home, Launcher launcher, PrintWriter err) {
    try {
      return new RunCommand(
              home,
              launcher,
              Signals.ofProcess(),
              Runtime.getRuntime()::halt,
              new ConfigOption(config),
              debug)
          .call();
    } catch (Exception e) {
      return ExitCode.told(e, err);
    }
  }
}
