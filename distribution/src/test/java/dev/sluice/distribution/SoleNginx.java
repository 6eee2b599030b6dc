package dev.sluice.distribution;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * An nginx of one process, so that a signal meets all of it. It answers every request with its name
 * and writes a line for each at once: the method and the parameter {@code id}.
 */
final class SoleNginx implements AutoCloseable {

  private final Path folder;
  private final int port = Ports.free();
  private Started process;

  SoleNginx(Path folder, String name) throws IOException {
    this.folder = Files.createDirectories(folder);
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off;
        master_process off;
        pid nginx.pid;
        error_log error.log;
        events { worker_connections 512; }
        http {
          log_format ids "$request_method $arg_id";
          access_log requests.log ids;
          client_body_temp_path body;
          proxy_temp_path proxy;
          fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi;
          scgi_temp_path scgi;
          server {
            listen 127.0.0.1:%d;
            keepalive_requests 1000000;
            location / { return 200 "%s"; }
            location = /alive { access_log off; return 200 "alive"; }
          }
        }
        """
            .formatted(port, name));
    Files.createFile(folder.resolve("requests.log"));
    this.process = run();
  }

  private Started run() throws IOException {
    Started started =
        Started.of(
            folder,
            Program.named("nginx"),
            "-p",
            folder.toString(),
            "-c",
            folder.resolve("nginx.conf").toString());
    Ports.awaitListening(port);
    return started;
  }

  int port() {
    return port;
  }

  /** Sends a signal: {@code "STOP"}. */
  void signal(String name) throws IOException, InterruptedException {
    process.signal(name);
  }

  /** Ends it with {@code kill -9}. */
  void kill() throws IOException, InterruptedException {
    process.signal("KILL");
    int _ = process.awaitExit();
  }

  /** Starts it again. */
  void restart() throws IOException {
    process = run();
  }

  /** The requests it has had so far: {@code POST 17}. */
  List<String> requests() {
    return Started.lines(folder.resolve("requests.log"));
  }

  @Override
  public void close() {
    process.close();
  }
}
