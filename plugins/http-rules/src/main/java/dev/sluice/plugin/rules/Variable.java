package dev.sluice.plugin.rules;

import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A word about a request that a {@link Template} may hold. All are visible US-ASCII, whatever a
 * client sends: the proxy has refused everything else before.
 */
enum Variable {
  /** The client's IP address; nothing for one on a Unix socket. */
  SRC("src"),
  METHOD("method"),
  /** The host without port, in canonical form; nothing if the request names none. */
  HOST("host"),
  /** The path without its query; a slash for {@code OPTIONS *}, which is for the whole server. */
  PATH("path"),
  /** The path with its query. */
  PATHQ("pathq"),
  /** The number by which the request is found in error pages; not known before it is routed. */
  UNIQUE_ID("unique-id");

  private final String word;

  Variable(String word) {
    this.word = word;
  }

  /** The variable of a word; null if there is none. */
  static @Nullable Variable find(String word) {
    for (Variable variable : values()) {
      if (variable.word.equals(word)) {
        return variable;
      }
    }
    return null;
  }

  /** All of them, as a template writes them. */
  static String all() {
    return Arrays.stream(values())
        .map(variable -> "%[" + variable.word + "]")
        .collect(Collectors.joining(", "));
  }

  String of(Client client, RequestHead head, long id) {
    return switch (this) {
      case SRC -> address(client);
      case METHOD -> head.method();
      case HOST -> hostOrNothing(head);
      case PATH -> RequestUrl.path(head);
      case PATHQ -> RequestUrl.pathAndQuery(head);
      case UNIQUE_ID -> Long.toString(id);
    };
  }

  private static String hostOrNothing(RequestHead head) {
    String host = head.host();
    return host == null ? "" : host;
  }

  private static String address(Client client) {
    InetAddress address =
        client.address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
    if (address == null) {
      return "";
    }
    String text = address.getHostAddress();
    // A zone means nothing to another machine.
    int zone = text.indexOf('%');
    return zone < 0 ? text : text.substring(0, zone);
  }
}
