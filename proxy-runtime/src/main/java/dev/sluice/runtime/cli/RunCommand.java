package dev.sluice.runtime.cli;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the proxy in the foreground until a signal ends it. */
@Command(
    name = "run",
    header = "Runs the proxy in the foreground. The command if none is named.",
    description = {
      "",
      "Serves until it is told to stop. Changes of the configuration, of the files it names and"
          + " of the plugins take effect by themselves; what is wrong with them is logged, and the"
          + " proxy goes on as before. The process log goes to standard error."
    },
    footerHeading = "%nSignals:%n",
    footer = {
      "  TERM, INT   accepts nothing more, waits for running sessions as long as",
      "              global.drain says, and exits with 0; a second one cuts them",
      "              off and exits with 0 at once, a third one kills",
      "  HUP         reloads configuration and plugins now"
    })
final class RunCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(RunCommand.class);

  private final Home home;
  private final Launcher launcher;
  private final Signals signals;
  private final IntConsumer halt;

  private volatile Launcher.@Nullable Running running;

  @Mixin private final ConfigOption config;

  @Option(names = "--debug", description = "Logs more, and exceptions with their stack traces.")
  private boolean debug;

  /**
   * The command.
   *
   * @param halt ends the process at once with an exit code
   */
  RunCommand(Home home, Launcher launcher, Signals signals, IntConsumer halt) {
    this(home, launcher, signals, halt, new ConfigOption(), false);
  }

  /** The command with its options as they are given. */
  RunCommand(
      Home home,
      Launcher launcher,
      Signals signals,
      IntConsumer halt,
      ConfigOption config,
      boolean debug) {
    this.home = home;
    this.launcher = launcher;
    this.signals = signals;
    this.halt = halt;
    this.config = config;
    this.debug = debug;
  }

  @Override
  public Integer call() throws LaunchException, InterruptedException {
    ProcessLog.open(debug);
    // Before the start, which takes a moment: a signal in the meantime is not lost.
    BlockingQueue<Request> requests = requests();
    Launcher.Running proxy =
        launcher.launch(
            new Launcher.Setup(
                home.folder(), home.plugins(), config.file(home), config.shownName(home)));
    running = proxy;
    while (requests.take() == Request.RELOAD) {
      proxy.reload();
    }
    proxy.stop();
    return ExitCode.FINE;
  }

  private void stop(int times, BlockingQueue<Request> requests) {
    Launcher.Running proxy = running;
    if (times == 1) {
      LOG.info("stopping; a second signal cuts running sessions off");
      requests.add(Request.STOP);
    } else if (times == 2 && proxy != null) {
      proxy.stopNow();
    } else {
      halt.accept(ExitCode.FINE);
    }
  }

  private enum Request {
    RELOAD,
    STOP
  }

  private BlockingQueue<Request> requests() {
    BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    AtomicInteger asked = new AtomicInteger();
    Runnable stop = () -> stop(asked.incrementAndGet(), requests);
    signals.on("TERM", stop);
    signals.on("INT", stop);
    signals.on(
        "HUP",
        () -> {
          LOG.info("reloading, as a signal asks for it");
          requests.add(Request.RELOAD);
        });
    return requests;
  }
}
