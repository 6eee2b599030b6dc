package dev.sluice.runtime.backend.discovery;

import dev.sluice.runtime.backend.ServerState;
import dev.sluice.runtime.config.model.addresses.ServerAddress;
import dev.sluice.runtime.net.dns.Addresses;
import dev.sluice.runtime.net.dns.Target;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Servers that take the targets of SRV records, each another one. What a configuration would not
 * take for a name is none in a record either.
 */
final class ServiceServers implements Located, Watch.Listener<List<Target>> {

  private static final Comparator<Target> PREFERENCE =
      Comparator.comparingInt(Target::priority)
          .thenComparing(Comparator.comparingInt(Target::weight).reversed())
          .thenComparing(Target::host)
          .thenComparingInt(Target::port);

  /** What a server keeps, whatever becomes of priority and weight. */
  private record Place(String host, int port) {}

  private final Entry entry;
  private final Names names;
  private final List<Slot> slots;

  ServiceServers(Entry entry, Names names) {
    this.entry = entry;
    this.names = names;
    this.slots = entry.servers().stream().map(Slot::new).toList();
  }

  @Override
  public void start() {
    names.service(entry.name(), this);
  }

  @Override
  public void stop() {
    names.leaveService(entry.name(), this);
    slots.forEach(slot -> slot.move(null));
  }

  @Override
  public void found(List<Target> answer) {
    Map<Place, Target> targets = new LinkedHashMap<>();
    answer.stream()
        .filter(target -> ServerAddress.isName(target.host()))
        .sorted(PREFERENCE)
        .forEach(target -> targets.putIfAbsent(new Place(target.host(), target.port()), target));
    List<@Nullable Place> held = new ArrayList<>();
    slots.forEach(slot -> held.add(slot.held()));
    List<@Nullable Place> next = Slots.fill(held, List.copyOf(targets.keySet()));
    for (int i = 0; i < next.size(); i++) {
      Slot slot = slots.get(i);
      Place place = next.get(i);
      if (place == null) {
        slot.move(null);
        slot.server.unlocate("name '" + entry.name() + "' has fewer targets");
      } else {
        slot.weigh(Objects.requireNonNull(targets.get(place)));
        slot.move(place);
      }
    }
  }

  @Override
  public void unknown(String reason) {
    HostServers.unknown(entry, reason);
  }

  /** A server, and the target it has taken. */
  private final class Slot implements Watch.Listener<Addresses> {

    private final ServerState server;
    private @Nullable Place place;
    private int weight = -1;

    Slot(ServerState server) {
      this.server = server;
    }

    /** Its target; at first that which it had under an earlier configuration. */
    @Nullable Place held() {
      return place == null ? reached() : place;
    }

    /** The target that its address is of; null if it has none. */
    private @Nullable Place reached() {
      if (!server.resolved()) {
        return null;
      }
      InetSocketAddress address = (InetSocketAddress) server.address();
      return new Place(address.getHostString(), address.getPort());
    }

    void move(@Nullable Place next) {
      Place before = place;
      if (Objects.equals(before, next)) {
        return;
      }
      place = next;
      if (before != null) {
        names.leaveHost(before.host(), this);
      }
      if (next != null) {
        names.host(next.host(), this);
      }
    }

    /** As HAProxy: 0 to 65535 is 1 to 256. What the operator says holds until it changes. */
    void weigh(Target target) {
      int next = target.weight() / 256 + 1;
      if (next != weight) {
        weight = next;
        server.weight(next);
      }
    }

    @Override
    public void found(Addresses answer) {
      Place at = Objects.requireNonNull(place);
      List<InetAddress> all = answer.all();
      InetAddress current = HostServers.where(server);
      InetAddress address = current != null && all.contains(current) ? current : all.getFirst();
      server.locate(HostServers.at(at.host(), address, at.port()));
    }

    @Override
    public void unknown(String reason) {
      // Where its target was found under an earlier configuration it stays.
      if (!Objects.requireNonNull(place).equals(reached())) {
        server.unlocate(reason);
      }
    }
  }
}
