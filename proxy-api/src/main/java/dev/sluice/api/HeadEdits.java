package dev.sluice.api;

import dev.sluice.api.host.HostName;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Filter} changes in the fields of a head. Immutable, so one may be made when the
 * configuration is read and given out for every request; that costs nothing but what is written.
 *
 * <p>Names are compared without case, and {@code _} counts as {@code -}: servers that read both
 * alike must not take from a client what only the proxy may say.
 */
public final class HeadEdits {

  /** Nothing is changed. */
  public static final HeadEdits NONE = new HeadEdits(List.of(), List.of(), null);

  private final List<String> removed;
  private final List<HeaderField> added;
  private final @Nullable String host;

  private HeadEdits(List<String> removed, List<HeaderField> added, @Nullable String host) {
    this.removed = List.copyOf(removed);
    this.added = List.copyOf(added);
    this.host = host;
  }

  /** Collects edits; they take effect in the order in which they are called. */
  public static Builder builder() {
    return new Builder();
  }

  /** What names are compared by: two fields are one if this is the same. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether nothing is changed. */
  public boolean isEmpty() {
    return removed.isEmpty() && added.isEmpty() && host == null;
  }

  /** Names of fields that are left out, in lower case with {@code -} for {@code _}. */
  public List<String> removed() {
    return removed;
  }

  /** Fields that are put behind all others, in order. */
  public List<HeaderField> added() {
    return added;
  }

  /** The Host of a request in place of the client's; null to keep that. */
  public @Nullable String host() {
    return host;
  }

  /** Collects the edits of one {@link HeadEdits}. */
  public static final class Builder {

    private final List<String> removed = new ArrayList<>();
    private final List<HeaderField> added = new ArrayList<>();
    private @Nullable String host;

    private Builder() {}

    /**
     * Puts a field in place of all of its name.
     *
     * @throws IllegalArgumentException as {@link HeaderField} does
     */
    public Builder set(String name, String value) {
      return remove(name).add(name, value);
    }

    /**
     * Puts a field behind those of its name.
     *
     * @throws IllegalArgumentException as {@link HeaderField} does
     */
    public Builder add(String name, String value) {
      added.add(new HeaderField(name, value));
      return this;
    }

    /**
     * Leaves all fields of a name out.
     *
     * @throws IllegalArgumentException as {@link HeaderField#checkName} does
     */
    public Builder remove(String name) {
      HeaderField.checkName(name);
      String key = key(name);
      added.removeIf(field -> key(field.name()).equals(key));
      if (!removed.contains(key)) {
        removed.add(key);
      }
      return this;
    }

    /**
     * Names another host to the server, of requests only. The route is not looked for again.
     *
     * @param text a name or an IPv4 address, and a port or none
     * @throws IllegalArgumentException if it is not one; the message says what was expected
     */
    public Builder host(String text) {
      if (!isHost(text)) {
        throw new IllegalArgumentException(
            "is not a host (expected a name and perhaps a port, for example \"www.example:8080\")");
      }
      host = text;
      return this;
    }

    private static boolean isHost(String text) {
      int colon = text.indexOf(':');
      String name = colon < 0 ? text : text.substring(0, colon);
      String port = colon < 0 ? "0" : text.substring(colon + 1);
      return (HostName.canonical(name) != null || isIpv4(name))
          && port.matches("[0-9]{1,5}")
          && Integer.parseInt(port) <= 65535;
    }

    private static boolean isIpv4(String text) {
      String[] octets = text.split("\\.", -1);
      boolean valid = octets.length == 4;
      for (String octet : octets) {
        valid &= octet.matches("0|[1-9][0-9]{0,2}") && Integer.parseInt(octet) <= 255;
      }
      return valid;
    }

    /** The edits. */
    public HeadEdits build() {
      HeadEdits edits = new HeadEdits(removed, added, host);
      return edits.isEmpty() ? NONE : edits;
    }
  }
}
