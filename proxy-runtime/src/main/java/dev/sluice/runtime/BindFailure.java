package dev.sluice.runtime;

import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Why an address could not be bound, in words for the operator, with the remedy if there is one.
 */
final class BindFailure {

  private BindFailure() {}

  /**
   * The transports word the same errors in different ways.
   *
   * @param address what could not be bound
   * @param own the bind of this proxy that overlaps with the address, if there is one
   */
  static String text(Throwable cause, SocketAddress address, @Nullable String own) {
    String message = Objects.requireNonNullElse(cause.getMessage(), cause.toString());
    boolean unix = address instanceof UnixDomainSocketAddress;
    String lower = message.toLowerCase(Locale.ROOT);
    if (lower.contains("address already in use")) {
      if (own != null) {
        return "address already in use by this proxy itself, "
            + own
            + " (both cannot be bound at the same time: keep one of them; to replace one by the"
            + " other restart, or reload twice, first without the old one, then with the new one)";
      }
      return "address already in use (another program listens there: "
          + (unix ? "ss -lxp" : "ss -ltnp")
          + " shows which)";
    }
    if (lower.contains("permission denied")) {
      return unix
          ? "permission denied (the user must be allowed to write to the folder)"
          : "permission denied (ports below 1024 need CAP_NET_BIND_SERVICE)";
    }
    if (lower.contains("cannot assign requested address")) {
      return "cannot assign requested address (no interface of this machine has it)";
    }
    return message;
  }
}
