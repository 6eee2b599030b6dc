package dev.sluice.plugin.rules;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import org.jspecify.annotations.Nullable;

/** Where a redirect leads. */
sealed interface Target {

  /** No target speaks of it. */
  long NO_ID = 0;

  /** The URL or path; null if the request is for that already, or would come back for ever. */
  @Nullable String of(Client client, RequestHead head, RequestUrl url);

  /** Whether a host of the request is part of it. */
  boolean needsHost();

  /**
   * The same URL with other parts.
   *
   * @param scheme null for the client's, which the proxy does not know, and then with its port
   * @param host perhaps with a port; null for the client's
   */
  record Parts(@Nullable String scheme, @Nullable String host, boolean query) implements Target {

    @Override
    public @Nullable String of(Client client, RequestHead head, RequestUrl url) {
      String authority = host == null ? url.host() : host;
      if (scheme == null && authority.indexOf(':') < 0) {
        authority += url.port();
      }
      String start = scheme == null ? "//" : scheme + "://";
      String there = start + authority + url.path() + (query ? url.query() : "");
      return url.is(there) ? null : there;
    }

    @Override
    public boolean needsHost() {
      return host == null;
    }
  }

  /** The same path behind a URL or another path. */
  record Prefix(Template text, boolean query) implements Target {

    @Override
    public @Nullable String of(Client client, RequestHead head, RequestUrl url) {
      String prefix = text.of(client, head, NO_ID);
      return url.isBelow(prefix) ? null : prefix + url.path() + (query ? url.query() : "");
    }

    @Override
    public boolean needsHost() {
      return text.names(Variable.HOST);
    }
  }

  /** A URL or path. */
  record Location(Template text) implements Target {

    @Override
    public @Nullable String of(Client client, RequestHead head, RequestUrl url) {
      String there = text.of(client, head, NO_ID);
      return url.is(there) ? null : there;
    }

    @Override
    public boolean needsHost() {
      return text.names(Variable.HOST);
    }
  }
}
