package dev.sluice.distribution;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** The program curl, which looks for every host on loopback. */
final class Curl {

  private Curl() {}

  /** Fetches a URL, with more options. */
  static Command.Outcome get(String url, String... options)
      throws IOException, InterruptedException {
    URI uri = URI.create(url);
    List<String> command =
        new ArrayList<>(
            List.of(Program.named("curl"), "-sS", "--noproxy", "*", "--max-time", "25"));
    command.addAll(List.of("--resolve", uri.getHost() + ":" + uri.getPort() + ":127.0.0.1"));
    command.addAll(List.of(options));
    command.add(url);
    return Command.run(command.toArray(String[]::new));
  }
}
