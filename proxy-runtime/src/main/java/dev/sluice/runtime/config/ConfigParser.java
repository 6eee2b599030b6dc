package dev.sluice.runtime.config;

import dev.sluice.api.AccessLog;
import dev.sluice.api.settings.Settings;
import dev.sluice.runtime.config.files.TextFiles;
import dev.sluice.runtime.config.model.BackendConfig;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.GlobalConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.RoutedNames;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.extensions.Owned;
import dev.sluice.runtime.config.settings.ExtensionReader;
import dev.sluice.runtime.config.settings.SettingsReader;
import dev.sluice.runtime.config.settings.Vocabulary;
import dev.sluice.runtime.config.tree.JsonTree;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import dev.sluice.runtime.config.tree.Problems;
import dev.sluice.runtime.config.tree.Quote;
import io.vertx.core.Vertx;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a configuration: text, tree, settings, then the records that the proxy is built from.
 * Whatever the text holds, the answer is a {@link Parsed}; nothing is thrown. It reads the files
 * that the text names, so it must not run on an event loop.
 */
public final class ConfigParser {

  private static final String STDOUT = "stdout";

  private final Problems problems;
  private final TextFiles files;
  private final Owned owned;
  private final CarriedOver.Share carried;
  private final Reading reading;
  private final Node.Members document;

  private ConfigParser(
      Node.Members document,
      Problems problems,
      TextFiles files,
      Owned owned,
      CarriedOver.Share carried,
      ExtensionReader extensions,
      Path home) {
    this.document = document;
    this.problems = problems;
    this.files = files;
    this.owned = owned;
    this.carried = carried;
    SettingsReader reader = new SettingsReader(problems, files, extensions);
    Node logs = document.find(Document.LOGS.name());
    Set<String> logNames = logs == null ? Set.of(STDOUT) : logs.eachMember().keySet();
    Set<String> backendNames = names(document.find(Document.BACKENDS.name()));
    this.reading =
        new Reading(
            reader, extensions, files, problems, home, backendNames, new LinkedHashSet<>(logNames));
  }

  private static Set<String> names(@Nullable Node section) {
    return section == null ? Set.of() : section.eachMember().keySet();
  }

  /**
   * Reads a configuration.
   *
   * @param shownName the file as it was given on the command line, for messages
   * @param file the file; others that it names are relative to its folder
   * @param text what it holds
   * @param vocabulary the extensions there are
   * @param vertx for extensions
   * @param home below which other relative paths lie (logs, sockets, the pidfile)
   * @param carried what extensions have kept so far; new values are not known to it before the
   *     configuration is {@linkplain ProxyConfig#accept accepted}
   */
  public static Parsed parse(
      String shownName,
      Path file,
      String text,
      Vocabulary vocabulary,
      Vertx vertx,
      Path home,
      CarriedOver carried) {
    Problems problems = new Problems(shownName);
    Node.Members tree = JsonTree.parse(text, problems);
    ProxyConfig config = null;
    TextFiles files = new TextFiles(shownName, file, problems);
    if (tree != null) {
      Owned owned = new Owned();
      CarriedOver.Share share = carried.share();
      // The first one is closed last, after the extensions that use it.
      owned.add(share);
      try {
        ExtensionReader extensions =
            new ExtensionReader(
                vocabulary, vertx, home.toAbsolutePath(), problems, files, owned, share);
        config =
            new ConfigParser(
                    Document.completed(tree),
                    problems,
                    files,
                    owned,
                    share,
                    extensions,
                    home.toAbsolutePath())
                .read();
      } finally {
        if (config == null) {
          owned.close();
        }
      }
    }
    return config == null
        ? new Parsed.Refused(problems.problems(), problems.warnings(), files.named())
        : new Parsed.Accepted(config, problems.warnings());
  }

  /** The configuration; null if there is a problem. */
  private @Nullable ProxyConfig read() {
    Settings settings = reading.reader().read(Document.SPEC, document);
    Node defaults = document.find(Document.DEFAULTS.name());
    if (defaults != null) {
      FrontendSection.checkReferences(defaults, reading);
    }
    checkNames();
    SequencedMap<String, Extension<AccessLog>> logs = logs(settings);
    SequencedMap<String, FrontendConfig> frontends = frontends(settings);
    SequencedMap<String, BackendConfig> backends = backends(settings);
    checkModes(frontends, backends, settings);
    CheckRules checks = new CheckRules(reading);
    Map<String, Settings> declared = all(settings.find(Document.BACKENDS));
    checks.impossible(declared, backends, RoutedNames.of(frontends.values()));
    if (problems.count() > 0) {
      return null;
    }
    lint(frontends, settings);
    checks.lint(declared, backends);
    GlobalConfig global =
        GlobalSection.build(Reading.orEmpty(settings.find(Document.GLOBAL)), reading.home());
    return new ProxyConfig(
        global,
        logs,
        frontends,
        backends,
        files.named(),
        reading.extensions().figures(),
        owned,
        carried);
  }

  private void checkNames() {
    for (var key :
        new String[] {Document.LOGS.name(), Document.FRONTENDS.name(), Document.BACKENDS.name()}) {
      if (document.find(key) instanceof Node.Members section) {
        reading.checkNames(section);
      }
    }
    if (document.find(Document.FRONTENDS.name()) instanceof Node.Members frontends
        && frontends.members().isEmpty()) {
      problems.add(frontends.place(), "there is no frontend (expected at least one)");
    }
  }

  private SequencedMap<String, Extension<AccessLog>> logs(Settings settings) {
    SequencedMap<String, Extension<AccessLog>> logs = new LinkedHashMap<>();
    Node section = document.find(Document.LOGS.name());
    if (section == null) {
      Extension<AccessLog> log = reading.byDefault(AccessLog.class, STDOUT, document.place());
      if (log != null) {
        logs.put(STDOUT, log);
      }
      return logs;
    }
    Map<String, Node.Member> members = section.eachMember();
    all(settings.find(Document.LOGS))
        .forEach((name, log) -> {
          Node.Member member = members.get(name);
          if (member != null) {
            logs.put(name, reading.word(AccessLog.class, log, member.value()));
          }
        });
    return logs;
  }

  private SequencedMap<String, FrontendConfig> frontends(Settings settings) {
    SequencedMap<String, FrontendConfig> frontends = new LinkedHashMap<>();
    HostMapReader maps = new HostMapReader(reading);
    BoundAddresses bound = new BoundAddresses();
    all(settings.find(Document.FRONTENDS))
        .forEach((name, frontend) -> {
          FrontendSection section = new FrontendSection(name, frontend, reading);
          section.checkBinds(bound);
          FrontendConfig built = section.build(maps);
          if (built != null) {
            frontends.put(name, built);
          }
        });
    return frontends;
  }

  private SequencedMap<String, BackendConfig> backends(Settings settings) {
    SequencedMap<String, BackendConfig> backends = new LinkedHashMap<>();
    all(settings.find(Document.BACKENDS))
        .forEach((name, backend) -> {
          BackendConfig built = new BackendSection(name, backend, reading).build();
          if (built != null) {
            backends.put(name, built);
          }
        });
    return backends;
  }

  /** A frontend passes on what its backends take: requests, or bytes. */
  private void checkModes(
      Map<String, FrontendConfig> frontends,
      Map<String, BackendConfig> backends,
      Settings settings) {
    all(settings.find(Document.FRONTENDS))
        .forEach((name, declared) -> {
          FrontendConfig frontend = frontends.get(name);
          if (frontend == null) {
            return;
          }
          List<Settings> routes = declared.get(FrontendSection.ROUTES);
          for (int i = 0; i < Math.min(routes.size(), frontend.routes().size()); i++) {
            for (String target : frontend.routes().get(i).backends()) {
              checkMode(frontend, backends.get(target), reading.place(routes.get(i)));
            }
          }
          String fallback = frontend.defaultBackend();
          if (fallback != null) {
            Place place = reading.place(declared, FrontendSection.DEFAULT_BACKEND.name());
            checkMode(frontend, backends.get(fallback), place);
          }
        });
  }

  private void checkMode(FrontendConfig frontend, @Nullable BackendConfig backend, Place place) {
    if (backend != null && backend.mode() != frontend.mode()) {
      String wanted = frontend.mode().name().toLowerCase(Locale.ROOT);
      problems.add(
          place,
          "backend %s is in mode %s, this frontend in mode %s (expected \"mode\": %s in both)"
              .formatted(
                  Quote.of(backend.name()),
                  backend.mode().name().toLowerCase(Locale.ROOT),
                  wanted,
                  Quote.of(wanted)));
    }
  }

  private void lint(Map<String, FrontendConfig> frontends, Settings settings) {
    Lints lints = new Lints(reading);
    lints.unusedBackends(frontends.values(), document.find(Document.BACKENDS.name()));
    Settings global = settings.find(Document.GLOBAL);
    if (global != null) {
      lints.unreachableLimit(global, GlobalSection.MAXCONN);
    }
    all(settings.find(Document.FRONTENDS))
        .forEach((name, declared) -> {
          FrontendConfig frontend = frontends.get(name);
          lints.unreachableLimit(declared, FrontendSection.MAXCONN);
          if (frontend != null) {
            lints.deadRoutes(frontend, declared.get(FrontendSection.ROUTES));
          }
        });
  }

  private static <T> Map<String, T> all(@Nullable Map<String, T> section) {
    return section == null ? Collections.emptyMap() : section;
  }
}
