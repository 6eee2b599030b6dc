package dev.sluice.runtime.config;

import dev.sluice.api.Check;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.Settings;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Quote;
import dev.sluice.runtime.fault.Faults;
import java.net.SocketAddress;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds checks that can never pass, and settings of checks that have no effect. */
final class CheckRules {

  private static final String TIMEOUT = BackendSection.CHECK.name();

  /** A server before there is one. */
  private record Planned(
      String name, String backend, SocketAddress address, int weight, List<String> routedNames)
      implements Server {
    @Override
    public int sessions() {
      return 0;
    }
  }

  private final Reading reading;

  CheckRules(Reading reading) {
    this.reading = reading;
  }

  /** Reports checks that can never pass. */
  void impossible(
      Map<String, Settings> declared, Map<String, BackendConfig> backends, RoutedNames names) {
    backends.forEach((name, backend) -> {
      List<String> routed = names.exact(name);
      for (ServerConfig server : backend.servers()) {
        CheckConfig check = server.check();
        Settings section = declared.get(name);
        if (check != null && section != null) {
          Planned planned =
              new Planned(server.name(), name, server.address().address(), server.weight(), routed);
          String why = neverPasses(check.check(), planned);
          if (why != null) {
            reading
                .problems()
                .add(place(section, server.name()), Quote.of(check.check().word()) + " " + why);
          }
        }
      }
    });
  }

  private static @Nullable String neverPasses(Extension<Check> check, Server server) {
    try {
      return check.instance().neverPasses(server);
    } catch (Throwable e) {
      Faults.throwIfFatal(e);
      return "of plugin " + check.plugin() + " failed: " + Faults.describe(e);
    }
  }

  /** Where the check of a server stands: with the server, or for all of the backend. */
  private Place place(Settings backend, String server) {
    Settings own =
        backend.has(BackendSection.SERVERS)
            ? backend.get(BackendSection.SERVERS).get(server)
            : null;
    return own != null && own.has(CheckSection.OF_SERVER)
        ? reading.place(own, CheckSection.OF_SERVER.name())
        : reading.place(backend, CheckSection.OF_BACKEND.name());
  }

  /** Warns of what has no effect. */
  void lint(Map<String, Settings> declared, Map<String, BackendConfig> backends) {
    backends.forEach((name, backend) -> {
      Settings section = declared.get(name);
      if (section != null) {
        timeoutOfNothing(section, backend);
        observationOfNothing(section, backend);
      }
    });
  }

  private void timeoutOfNothing(Settings section, BackendConfig backend) {
    Settings timeouts = section.find(BackendSection.TIMEOUTS);
    if (timeouts == null
        || !timeouts.has(BackendSection.CHECK)
        || backend.servers().stream().anyMatch(server -> server.check() != null)) {
      return;
    }
    Place place = reading.place(timeouts, TIMEOUT);
    // In the defaults it is for those backends that do check.
    if (!place.pointer().toString().startsWith("/" + Document.DEFAULTS.name() + "/")) {
      reading
          .problems()
          .warn(
              place,
              "no server of this backend is checked (expected \"check\": true in the backend or in"
                  + " a server, or no such timeout)");
    }
  }

  private void observationOfNothing(Settings section, BackendConfig backend) {
    int servers = backend.servers().size();
    for (ServerConfig server : backend.servers()) {
      CheckConfig check = server.check();
      CheckConfig.Observation observation = check == null ? null : check.observation();
      if (observation != null && observation.most(servers) == 0) {
        reading
            .problems()
            .warn(
                place(section, server.name()),
                ("\"observe\" has no effect: %d%% of %d, rounded down, is no server (expected a"
                        + " larger \"max-ejected\", or no \"observe\")")
                    .formatted(observation.maxEjected(), servers));
      }
    }
  }
}
