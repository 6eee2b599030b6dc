package dev.sluice.runtime.config;

import dev.sluice.api.Emitter;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.ServerConfig;
import dev.sluice.runtime.config.model.addresses.ServerAddress;
import dev.sluice.runtime.config.model.addresses.ServerAddress.Kind;
import dev.sluice.runtime.config.model.checks.CheckConfig;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.tree.Place;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** An entry of a backend's {@code servers}. */
final class ServerSection {

  private static final Key<ServerAddress> ADDRESS =
      Key.required(
          "address",
          CoreTypes.SERVER_ADDRESS,
          "Where it listens: host:port, [v6]:port, unix:path, or srv:name, the name of SRV records,"
              + " which tell hosts, ports and weights. Names are looked up again as long as their"
              + " records say");
  private static final Key<Long> COUNT =
      Key.optional(
          "count",
          Type.number(1, 1000),
          "How many servers this entry stands for at most, called by its name and 1, 2 and so on;"
              + " each takes one of the addresses of the name, or of its SRV records");
  private static final Key<Long> WEIGHT =
      Key.withDefault(
          "weight",
          Type.number(0, 256),
          1L,
          "1",
          "Its share of new sessions relative to the others; 0 for none but those that belong to"
              + " it, by use-server or a cookie");
  private static final Key<Boolean> BACKUP =
      Key.withDefault(
          "backup",
          Type.flag(),
          false,
          "false",
          "Whether it takes sessions only while no server does that is none; of several backups"
              + " the first");
  private static final Key<Long> MAXCONN =
      Key.optional(
          "maxconn",
          Type.number(1, Integer.MAX_VALUE),
          "How many sessions it takes at once, in mode http requests; the others wait in the"
              + " backend's queue. Without it any number");
  private static final Key<Long> MINCONN =
      Key.optional(
          "minconn",
          Type.number(1, Integer.MAX_VALUE),
          "How many it takes while the backend has few sessions; the limit rises with them to"
              + " maxconn, which is reached at the backend's fullconn");
  private static final Key<Duration> SLOWSTART =
      Key.optional(
          "slowstart",
          CoreTypes.TIMEOUT,
          "How long weight and maxconn rise from nearly nothing once it came up again");
  private static final Key<ServerConfig.State> STATE =
      Key.withDefault(
          "state",
          Type.choice(ServerConfig.State.class),
          ServerConfig.State.READY,
          "ready",
          "ready; drain: no new sessions but those that belong to it; maint: none at all, and no"
              + " checks");
  private static final Key<List<Emitter>> EMIT =
      Key.optional(
          "emit",
          Type.arrayOf(Type.extension(Emitter.class)),
          "Written to this server first, in place of what the backend says");

  static final SettingsSpec SPEC =
      SettingsSpec.of(
          ADDRESS,
          COUNT,
          WEIGHT,
          BACKUP,
          MAXCONN,
          MINCONN,
          SLOWSTART,
          STATE,
          CheckSection.OF_SERVER,
          StickinessSection.VALUE,
          EMIT);

  private ServerSection() {}

  /** The names of the servers that an entry stands for. */
  static List<String> names(String entry, Settings server) {
    Long count = server.find(COUNT);
    return count == null
        ? List.of(entry)
        : LongStream.rangeClosed(1, count).mapToObj(i -> entry + i).toList();
  }

  /** Where an entry says how many servers it stands for. */
  static Place placeOfCount(Settings server, Reading reading) {
    return reading.place(server, COUNT.name());
  }

  /**
   * The servers of an entry; none if it has a problem.
   *
   * @param ofTheBackend what servers are sent first that say nothing about it
   * @param checks tells how it is checked
   * @param fullconn whether the backend has it
   */
  static List<ServerConfig> build(
      String entry,
      Settings server,
      List<Extension<Emitter>> ofTheBackend,
      CheckSection checks,
      boolean fullconn,
      Reading reading) {
    checkMinconn(server, fullconn, reading);
    CheckConfig check = checks.of(server);
    ServerAddress address = server.find(ADDRESS);
    if (address == null) {
      return List.of();
    }
    checkName(server, address, reading);
    List<Emitter> own = server.find(EMIT);
    List<Extension<Emitter>> emitters =
        own == null ? ofTheBackend : reading.words(Emitter.class, own, server, EMIT.name());
    return names(entry, server).stream()
        .map(name ->
            new ServerConfig(
                name,
                entry,
                address.below(reading.home()),
                server.get(WEIGHT).intValue(),
                server.get(BACKUP),
                number(server, MAXCONN),
                number(server, MINCONN),
                server.find(SLOWSTART),
                server.get(STATE),
                check,
                cookie(server, name.substring(entry.length())),
                emitters))
        .toList();
  }

  /** Numbered as the names are, or all clients of an entry would belong to its first server. */
  private static @Nullable String cookie(Settings server, String number) {
    String value = server.find(StickinessSection.VALUE);
    return value == null ? null : value + number;
  }

  /** What goes with names of some kind only. */
  private static void checkName(Settings server, ServerAddress address, Reading reading) {
    if (server.has(COUNT) && address.kind() == Kind.LITERAL) {
      reading
          .problems()
          .add(
              placeOfCount(server, reading),
              "\"count\" is for names, which may have several addresses; this address is one"
                  + " (expected no \"count\", or a name in \"address\")");
    }
    if (server.has(WEIGHT) && address.kind() == Kind.SERVICE) {
      reading
          .problems()
          .add(
              reading.place(server, WEIGHT.name()),
              "the weights of servers that SRV records tell are in these records (expected no"
                  + " \"weight\")");
    }
  }

  private static int number(Settings server, Key<Long> key) {
    Long number = server.find(key);
    return number == null ? 0 : number.intValue();
  }

  private static void checkMinconn(Settings server, boolean fullconn, Reading reading) {
    Long min = server.find(MINCONN);
    Long max = server.find(MAXCONN);
    if (min == null) {
      return;
    }
    String message =
        max == null
            ? "\"minconn\" is where a limit begins that there is not (expected \"maxconn\" beside"
                + " it)"
            : !fullconn
                ? "\"minconn\" rises with the sessions of the backend (expected \"fullconn\" in the"
                    + " backend, the number with which maxconn is reached)"
                : min > max
                    ? "%d is more than \"maxconn\": %d (expected less)".formatted(min, max)
                    : null;
    if (message != null) {
      reading.problems().add(reading.place(server, MINCONN.name()), message);
    }
  }
}
