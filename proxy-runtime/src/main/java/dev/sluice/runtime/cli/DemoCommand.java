package dev.sluice.runtime.cli;

import dev.sluice.runtime.demo.Demo;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Shows the proxy at work, with servers of its own. */
@Command(
    name = "demo",
    header = "Shows the proxy at work, with servers of its own.",
    description = {
      "",
      "Starts two servers with TLS and two without on loopback, and a proxy in front of them that"
          + " shares port 8443 by TLS server name and port 8080 by host (or the next ports that"
          + " are free). Prints the configuration and curl lines that run as they stand, then the"
          + " access log. Needs no privileges; nothing is left behind."
    })
final class DemoCommand implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(DemoCommand.class);

  private final Home home;
  private final Launcher launcher;
  private final Signals signals;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "Ends after N seconds. Default: runs until Ctrl-C.")
  private @Nullable Integer seconds;

  DemoCommand(Home home, Launcher launcher, Signals signals) {
    this.home = home;
    this.launcher = launcher;
    this.signals = signals;
  }

  @Override
  public Integer call() throws IOException, InterruptedException, LaunchException {
    ProcessLog.open(false);
    CountDownLatch end = new CountDownLatch(1);
    signals.on("TERM", end::countDown);
    signals.on("INT", end::countDown);
    try (Demo demo = Demo.start()) {
      Launcher.Running proxy =
          launcher.launch(
              new Launcher.Setup(
                  demo.folder(),
                  home.plugins(),
                  demo.configuration(),
                  demo.configuration().toString()));
      try {
        PrintWriter out = spec.commandLine().getOut();
        demo.introduce(out);
        await(end);
      } finally {
        proxy.stop();
      }
    }
    return ExitCode.FINE;
  }

  private void await(CountDownLatch end) throws InterruptedException {
    // Without a number there is no end to wait for but a signal.
    long patience = seconds == null ? Long.MAX_VALUE : TimeUnit.SECONDS.toNanos(seconds);
    boolean signalled = end.await(patience, TimeUnit.NANOSECONDS);
    LOG.info(signalled ? "the demo ends, as a signal asks for it" : "the demo ends");
  }
}
