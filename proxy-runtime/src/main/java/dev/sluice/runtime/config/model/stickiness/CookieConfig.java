package dev.sluice.runtime.config.model.stickiness;

import java.util.List;

/**
 * The cookie by which a backend's requests stay with their servers.
 *
 * @param name a token
 * @param mode who makes it
 * @param indirect whether servers never see it
 * @param nocache whether caches are told not to keep a response that sets it
 * @param postonly whether it is set in answers to POST alone
 * @param preserve whether a server that sets one of this name wins
 * @param httponly whether scripts do not see it
 * @param secure whether browsers send it by TLS alone
 * @param domain for which hosts it holds; empty for the one that was asked
 * @param attr further attributes, as they are
 */
public record CookieConfig(
    String name,
    Mode mode,
    boolean indirect,
    boolean nocache,
    boolean postonly,
    boolean preserve,
    boolean httponly,
    boolean secure,
    List<String> domain,
    List<String> attr) {

  /** Who makes the cookie, in HAProxy's words. */
  public enum Mode {
    /** A server; its value gets that of the server in front. */
    PREFIX,
    /** The proxy. */
    INSERT
  }

  /** With immutable copies of the lists. */
  public CookieConfig {
    domain = List.copyOf(domain);
    attr = List.copyOf(attr);
  }
}
