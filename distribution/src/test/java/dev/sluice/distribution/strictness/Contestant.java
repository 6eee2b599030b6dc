package dev.sluice.distribution.strictness;

import dev.sluice.distribution.Command;
import dev.sluice.distribution.Ports;
import dev.sluice.distribution.Product;
import dev.sluice.distribution.Program;
import dev.sluice.distribution.Started;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A proxy that runs in front of a server on loopback. */
record Contestant(String name, String version, int port, Started process) implements AutoCloseable {

  /** How one is started in front of a server. */
  interface Starting {
    Contestant start(Path temp, int server) throws IOException, InterruptedException;
  }

  /** Name and version. */
  String title() {
    return name + " " + version;
  }

  /** Ours, from the zip. Every host is served. */
  static Contestant ours(Path temp, int server) throws IOException, InterruptedException {
    Product product = Product.unpack(temp.resolve("ours"));
    int port = Ports.free();
    product.configure(
        """
        {
          "frontends": {
            "in": { "bind": "127.0.0.1:%d", "mode": "http", "log": [], "default-backend": "app" }
          },
          "backends": {
            "app": { "mode": "http", "retries": 0,
                     "servers": { "s1": { "address": "127.0.0.1:%d" } } }
          }
        }
        """
            .formatted(port, server));
    String version = product.run("version").text().strip().split("\\s+", 3)[1];
    return new Contestant("Sluice", version, port, product.serve());
  }

  /** Debian's, with what makes it keep connections to the server. */
  static Contestant nginx(Path temp, int server) throws IOException, InterruptedException {
    String program = Program.named("nginx");
    Path folder = Files.createDirectories(temp.resolve("nginx"));
    int port = Ports.free();
    Path file = folder.resolve("nginx.conf");
    Files.writeString(
        file,
        """
        daemon off;
        master_process off;
        pid DIR/pid;
        error_log DIR/error.log;
        events { worker_connections 512; }
        http {
          access_log off;
          client_body_temp_path DIR/body;
          proxy_temp_path DIR/proxy;
          fastcgi_temp_path DIR/fastcgi;
          uwsgi_temp_path DIR/uwsgi;
          scgi_temp_path DIR/scgi;
          upstream app { server 127.0.0.1:%d max_fails=0; keepalive 8; }
          server {
            listen 127.0.0.1:%d;
            location / {
              proxy_pass http://app;
              proxy_http_version 1.1;
              proxy_set_header Host $http_host;
              proxy_set_header Connection "";
              proxy_ignore_client_abort on;
              proxy_next_upstream off;
            }
          }
        }
        """
            .formatted(server, port)
            .replace("DIR", folder.toString()));
    String version = Command.run(program, "-v").text().strip().replaceAll(".*/", "");
    Started process = Started.of(folder, program, "-p", folder.toString(), "-c", file.toString());
    return awaited(new Contestant("nginx", version, port, process));
  }

  /** Debian's, with nothing but what it must be told. */
  static Contestant haproxy(Path temp, int server) throws IOException, InterruptedException {
    String program = Program.named("haproxy");
    Path folder = Files.createDirectories(temp.resolve("haproxy"));
    int port = Ports.free();
    Path file = folder.resolve("haproxy.cfg");
    Files.writeString(
        file,
        """
        defaults
          mode http
          retries 0
          timeout connect 10s
          timeout client 10s
          timeout server 10s
        frontend in
          bind 127.0.0.1:%d
          default_backend app
        backend app
          server s1 127.0.0.1:%d
        """
            .formatted(port, server));
    String version = Command.run(program, "-v").text().split("\\s+", 4)[2].replaceAll("-.*", "");
    Started process = Started.of(folder, program, "-db", "-f", file.toString());
    return awaited(new Contestant("HAProxy", version, port, process));
  }

  private static Contestant awaited(Contestant started) {
    try {
      Ports.awaitListening(started.port());
      return started;
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
