package dev.sluice.runtime.config.model;

import dev.sluice.api.AccessLog;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import dev.sluice.runtime.config.model.extensions.Extension;
import dev.sluice.runtime.config.model.extensions.Figure;
import dev.sluice.runtime.config.model.extensions.Owned;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;

/**
 * A configuration without a problem, its extensions already made. Immutable. Whoever got it from
 * {@code ConfigParser} closes it when nothing uses it any more, which closes its extensions.
 */
public final class ProxyConfig implements AutoCloseable {

  private final GlobalConfig global;
  private final SequencedMap<String, Extension<AccessLog>> logs;
  private final SequencedMap<String, FrontendConfig> frontends;
  private final SequencedMap<String, BackendConfig> backends;
  private final Set<Path> files;
  private final List<Figure> figures;
  private final Owned owned;
  private final CarriedOver.Share carried;

  public ProxyConfig(
      GlobalConfig global,
      SequencedMap<String, Extension<AccessLog>> logs,
      SequencedMap<String, FrontendConfig> frontends,
      SequencedMap<String, BackendConfig> backends,
      Set<Path> files,
      List<Figure> figures,
      Owned owned,
      CarriedOver.Share carried) {
    this.global = global;
    this.logs = Collections.unmodifiableSequencedMap(logs);
    this.frontends = Collections.unmodifiableSequencedMap(frontends);
    this.backends = Collections.unmodifiableSequencedMap(backends);
    this.files = files;
    this.figures = figures;
    this.owned = owned;
    this.carried = carried;
  }

  /** What holds for the process. */
  public GlobalConfig global() {
    return global;
  }

  /** The access logs by name. */
  public SequencedMap<String, Extension<AccessLog>> logs() {
    return logs;
  }

  /** The frontends by name; at least one. */
  public SequencedMap<String, FrontendConfig> frontends() {
    return frontends;
  }

  /** The backends by name; all that routes and maps refer to are there. */
  public SequencedMap<String, BackendConfig> backends() {
    return backends;
  }

  /** What its extensions publish. */
  public List<Figure> figures() {
    return figures;
  }

  /** The files it was read from besides the configuration file, absolute. */
  public Set<Path> files() {
    return files;
  }

  /** It is in effect: what its extensions keep is carried over to configurations to come. */
  public void accept() {
    carried.accept();
  }

  /** Closes the extensions that own something. Does not throw; a second call does nothing. */
  @Override
  public void close() {
    owned.close();
  }
}
