package dev.sluice.runtime.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Self-signed certificates, made by the keytool of the Java that runs: one process for each, all at
 * once, as each takes its time. Java has no interface of its own for it.
 */
final class Certificates {

  /** Protects nothing: the files live as long as the demo. */
  static final String PASSWORD = "sluice-demo";

  private Certificates() {}

  /** Makes a PKCS#12 file for each name. */
  static void make(Map<String, Path> filesByName) throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    try {
      for (Map.Entry<String, Path> entry : filesByName.entrySet()) {
        processes.add(keytool(entry.getKey(), entry.getValue()));
      }
      for (Process process : processes) {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          throw new IOException("keytool takes too long");
        }
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        if (process.exitValue() != 0) {
          throw new IOException("keytool failed: " + output.strip());
        }
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
  }

  private static Process keytool(String name, Path file) throws IOException {
    // By its class: a runtime made by jlink may have no bin/keytool.
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-m",
            "java.base/sun.security.tools.keytool.Main",
            "-genkeypair",
            "-alias",
            "demo",
            "-keyalg",
            "EC",
            "-groupname",
            "secp256r1",
            "-dname",
            "CN=" + name,
            "-ext",
            "SAN=dns:" + name,
            "-validity",
            "30",
            "-storetype",
            "PKCS12",
            "-keystore",
            file.toString(),
            "-storepass",
            PASSWORD);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }
}
