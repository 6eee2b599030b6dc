package dev.sluice.plugin.balancers;

import dev.sluice.api.Need;
import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.RequestHead;
import dev.sluice.api.session.SessionView;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a session decides which server it gets. */
@FunctionalInterface
interface HashKey {

  /** The session does not have it, or it is empty. */
  long NONE = 0;

  /** A hash of it, the same in every process and version; {@link #NONE} if there is none. */
  long of(SessionView session);

  /** What of the client must have been read for it. */
  default Set<Need> needs() {
    return Set.of(Need.REQUEST_HEAD);
  }

  /** The words of the configuration. */
  enum Part implements HashKey {
    /** The client's address without its port. */
    SRC {
      @Override
      public Set<Need> needs() {
        return Set.of();
      }

      @Override
      public long of(SessionView session) {
        return session.client().address() instanceof InetSocketAddress socket
            ? address(socket.getAddress())
            : NONE;
      }
    },
    /** The name in the ClientHello. */
    SNI {
      @Override
      public Set<Need> needs() {
        return Set.of(Need.CLIENT_HELLO);
      }

      @Override
      public long of(SessionView session) {
        ClientHello hello = session.clientHello();
        return text(hello == null ? null : hello.serverName());
      }
    },
    /** The host of the request. */
    HOST {
      @Override
      public long of(SessionView session) {
        RequestHead head = session.requestHead();
        return text(head == null ? null : head.host());
      }
    },
    /** The path of the request, without its query. */
    PATH {
      @Override
      public long of(SessionView session) {
        RequestHead head = session.requestHead();
        return text(head == null ? null : head.path());
      }
    }
  }

  /** The value of the first field of a name. */
  static HashKey header(String name) {
    return session -> {
      RequestHead head = session.requestHead();
      List<String> values = head == null ? List.of() : head.header(name);
      return text(values.isEmpty() ? null : values.getFirst());
    };
  }

  private static long text(@Nullable String text) {
    return text == null || text.isEmpty() ? NONE : some(Numbers.hash(text));
  }

  private static long address(@Nullable InetAddress address) {
    if (address == null) {
      return NONE;
    }
    // The JDK hands out a copy, 24 or 32 bytes; it has no other way to read an address.
    byte[] octets = address.getAddress();
    return some(Numbers.hash(octets, isMapped(octets) ? 12 : 0));
  }

  /** Whether it is an IPv4-mapped IPv6 address, which is the IPv4 address. */
  private static boolean isMapped(byte[] octets) {
    if (octets.length != 16 || octets[10] != -1 || octets[11] != -1) {
      return false;
    }
    for (int i = 0; i < 10; i++) {
      if (octets[i] != 0) {
        return false;
      }
    }
    return true;
  }

  private static long some(long hash) {
    return hash == NONE ? 1 : hash;
  }
}
