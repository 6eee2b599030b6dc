package dev.sluice.runtime.cli;

import io.vertx.core.Vertx;
import io.vertx.core.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Tells the versions of the proxy and of what it runs on. */
@Command(name = "version", header = "Shows the versions of the proxy and of what it runs on.")
final class VersionCommand implements Callable<Integer> {

  @Spec private CommandSpec spec = CommandSpec.create();

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    out.println("Sluice " + orUnknown(VersionCommand.class.getPackage()));
    out.println("Java " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")");
    out.println("Vert.x " + orUnknown(Vertx.class.getPackage()));
    out.println("Netty " + netty() + ", transport " + transport());
    out.printf(
        "%s %s %s%n",
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("os.arch"));
    return ExitCode.FINE;
  }

  /** Classes that do not come from a jar have no version. */
  private static String orUnknown(Package of) {
    return Objects.requireNonNullElse(of.getImplementationVersion(), "(development)");
  }

  /** From the file that Netty's jars carry; package net alone may use its classes. */
  private static String netty() throws IOException {
    Properties versions = new Properties();
    try (InputStream in =
        Vertx.class.getResourceAsStream("/META-INF/io.netty.versions.properties")) {
      if (in != null) {
        versions.load(in);
      }
    }
    for (String key : versions.stringPropertyNames()) {
      if (key.endsWith(".version")) {
        return versions.getProperty(key);
      }
    }
    return "(unknown)";
  }

  private static String transport() {
    @Nullable Transport fastest = Transport.nativeTransport();
    if (fastest == null) {
      return "nio";
    }
    return fastest.available()
        ? fastest.name()
        : "nio (not " + fastest.name() + ": " + fastest.unavailabilityCause() + ")";
  }
}
