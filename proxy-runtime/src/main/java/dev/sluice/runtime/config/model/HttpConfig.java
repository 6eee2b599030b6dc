package dev.sluice.runtime.config.model;

import dev.sluice.runtime.config.model.addresses.Network;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a frontend in HTTP mode has besides.
 *
 * @param request how long a head may take, whatever its byte rate
 * @param keepAlive how long a client may wait with its next request
 * @param persistence which connections outlive a request
 * @param forwardedFor what servers are told about clients; null for nothing
 * @param monitor a path that is answered by the proxy itself; null for none
 * @param errorFiles bodies of its other answers, by status
 */
public record HttpConfig(
    Duration request,
    Duration keepAlive,
    Persistence persistence,
    @Nullable ForwardedFor forwardedFor,
    @Nullable String monitor,
    Map<Integer, ErrorFile> errorFiles) {

  /** With an immutable copy of the map. */
  public HttpConfig {
    errorFiles = Map.copyOf(errorFiles);
  }

  /** Which connections outlive a request, in HAProxy's words. */
  public enum Persistence {
    /** Both. */
    KEEP_ALIVE,
    /** The client's. */
    SERVER_CLOSE,
    /** None. */
    CLOSE
  }

  /**
   * What servers are told about clients.
   *
   * @param except for whom no X-Forwarded-For is added
   * @param ifNone whether one of a trusted proxy is enough
   * @param trusted proxies whose own fields are kept
   * @param forwarded whether Forwarded is added too
   * @param proto whether X-Forwarded-Proto is
   * @param port whether X-Forwarded-Port is
   */
  public record ForwardedFor(
      List<Network> except,
      boolean ifNone,
      List<Network> trusted,
      boolean forwarded,
      boolean proto,
      boolean port) {

    /** With immutable copies of the lists. */
    public ForwardedFor {
      except = List.copyOf(except);
      trusted = List.copyOf(trusted);
    }
  }
}
