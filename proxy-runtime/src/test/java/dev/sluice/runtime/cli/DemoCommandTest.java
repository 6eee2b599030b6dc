package dev.sluice.runtime.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import picocli.CommandLine;

@Timeout(90)
class DemoCommandTest {

  @Test
  void demo_startsAProxyWithItsConfigurationAndLeavesNothingBehind() {
    Path home = Path.of("home").toAbsolutePath();
    List<String> events = new ArrayList<>();
    List<Path> folders = new ArrayList<>();
    Launcher launcher =
        setup -> {
          folders.add(setup.home());
          assertThat(setup.plugins()).isEqualTo(home.resolve("plugins"));
          assertThat(setup.file()).content().contains("\"sni\": \"social.localhost\"");
          return new Launcher.Running() {
            @Override
            public void reload() {
              throw new AssertionError();
            }

            @Override
            public void stop() {
              events.add("stop");
            }

            @Override
            public void stopNow() {}
          };
        };
    StringWriter out = new StringWriter();
    CommandLine demo =
        new CommandLine(new DemoCommand(new Home(home), launcher, (name, action) -> {}))
            .setOut(new PrintWriter(out));

    assertThat(demo.execute("--seconds", "0")).isZero();

    assertThat(out.toString())
        .containsPattern(
            "curl -k --noproxy '\\*' --resolve social.localhost:(84\\d\\d):127.0.0.1"
                + " https://social.localhost:\\1/hello");
    assertThat(events).containsExactly("stop");
    assertThat(folders)
        .singleElement()
        .satisfies(folder -> assertThat(Files.exists(folder)).isFalse());
  }
}
