package dev.sluice.runtime.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.uring.IoUring;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Classes and native libraries of Netty are of one version.
 *
 * <p>They load in a mixture too, say that they are available, and then reset every connection.
 */
class NettyVersionTest {

  private static final String VERSION = "4.2.18.Final";

  private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

  @Test
  void everyNettyJar_isOfThePinnedVersion() throws IOException {
    Map<String, String> versions = versionsOnClassPath();

    assertThat(versions)
        .containsKeys(
            "netty-common",
            "netty-transport",
            "netty-transport-classes-epoll",
            "netty-transport-classes-io_uring",
            "netty-transport-native-unix-common",
            "netty-transport-native-epoll",
            "netty-transport-native-io_uring")
        .allSatisfy((_, version) -> assertThat(version).isEqualTo(VERSION));
  }

  @Test
  void epoll_isAvailableOnLinux() {
    assumeTrue(LINUX);

    assertThat(Epoll.unavailabilityCause()).isNull();
  }

  /** The kernel or a container may forbid io_uring; a library that does not load is our mistake. */
  @Test
  void ioUring_loadsOnLinux() {
    assumeTrue(LINUX);

    assertThat(IoUring.unavailabilityCause())
        .satisfiesAnyOf(
            cause -> assertThat(cause).isNull(),
            cause -> assertThat(cause).isNotInstanceOf(LinkageError.class));
  }

  /** By artifact, from the note that each jar carries, natives included. */
  private static Map<String, String> versionsOnClassPath() throws IOException {
    Map<String, String> versions = new TreeMap<>();
    List<URL> notes =
        Collections.list(
            NettyVersionTest.class
                .getClassLoader()
                .getResources("META-INF/io.netty.versions.properties"));
    for (URL note : notes) {
      Properties properties = new Properties();
      try (InputStream in = note.openStream()) {
        properties.load(in);
      }
      for (String key : properties.stringPropertyNames()) {
        if (key.endsWith(".version")) {
          String artifact = key.substring(0, key.length() - ".version".length());
          versions.merge(
              artifact, properties.getProperty(key), (a, b) -> a.equals(b) ? a : a + ", " + b);
        }
      }
    }
    return versions;
  }
}
