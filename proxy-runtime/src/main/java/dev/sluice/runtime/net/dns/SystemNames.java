package dev.sluice.runtime.net.dns;

import io.netty.resolver.HostsFileEntriesProvider;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What this machine says about names: {@code /etc/resolv.conf} and {@code /etc/hosts}.
 *
 * @param nameServers who is asked, in this order; may be none
 * @param search the domains that short names are looked for in
 * @param ndots with how many dots a name is no short one
 * @param v4 the addresses of hosts, by names in lower case
 * @param v6 the same of IPv6
 */
record SystemNames(
    List<InetSocketAddress> nameServers,
    List<String> search,
    int ndots,
    Map<String, List<InetAddress>> v4,
    Map<String, List<InetAddress>> v6) {

  private static final Path RESOLV_CONF = Path.of("/etc/resolv.conf");
  private static final int PORT = 53;

  /** As many as the C library asks. */
  private static final int MOST_SERVERS = 3;

  private static final int MOST_DOMAINS = 6;
  private static final int MOST_DOTS = 15;

  /** Reads both files; what cannot be read says nothing. Blocks. */
  static SystemNames read() {
    HostsFileEntriesProvider hosts = HostsFileEntriesProvider.parser().parseSilently();
    return parse(lines(), hosts.ipv4Entries(), hosts.ipv6Entries());
  }

  private static List<String> lines() {
    try {
      return Files.readAllLines(RESOLV_CONF);
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Takes {@code resolv.conf} as the C library does; what it does not know it passes over. */
  static SystemNames parse(
      List<String> resolvConf,
      Map<String, List<InetAddress>> v4,
      Map<String, List<InetAddress>> v6) {
    List<InetSocketAddress> servers = new ArrayList<>();
    List<String> search = List.of();
    int ndots = 1;
    for (String line : resolvConf) {
      String[] words = line.strip().split("\\s+");
      List<String> values = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> values.stream().limit(1).forEach(text -> addServer(text, servers));
        // The last of them counts.
        case "search", "domain" -> search = values.stream().limit(MOST_DOMAINS).toList();
        case "options" -> ndots = values.stream().map(SystemNames::ndots).reduce(ndots, Math::max);
        default -> {}
      }
    }
    return new SystemNames(List.copyOf(servers), search, ndots, v4, v6);
  }

  private static void addServer(String text, List<InetSocketAddress> servers) {
    InetAddress address = literal(text);
    if (address != null && servers.size() < MOST_SERVERS) {
      servers.add(new InetSocketAddress(address, PORT));
    }
  }

  private static @Nullable InetAddress literal(String text) {
    try {
      return InetAddress.ofLiteral(text);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static int ndots(String option) {
    if (!option.matches("ndots:\\d{1,3}")) {
      return 0;
    }
    return Math.min(MOST_DOTS, Integer.parseInt(option.substring(6)));
  }

  /** The addresses that the hosts file has for a name; null if it has none. */
  @Nullable Addresses hosts(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    List<InetAddress> four = v4.getOrDefault(key, List.of());
    List<InetAddress> six = v6.getOrDefault(key, List.of());
    return four.isEmpty() && six.isEmpty() ? null : new Addresses(four, six);
  }

  /** The full names that a name may stand for, in the order in which they are tried. */
  List<String> candidates(String name) {
    if (name.endsWith(".")) {
      return List.of(name);
    }
    String itself = name + ".";
    List<String> candidates = new ArrayList<>();
    for (String domain : search) {
      candidates.add(itself + (domain.endsWith(".") ? domain : domain + "."));
    }
    // A dot alone is the root, and a candidate of the same name.
    candidates.removeIf(candidate -> candidate.endsWith("..") || candidate.equals(itself));
    boolean isLong = name.chars().filter(c -> c == '.').count() >= ndots;
    candidates.add(isLong ? 0 : candidates.size(), itself);
    return candidates;
  }
}
