package dev.sluice.runtime.config;

import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.BindConfig;
import dev.sluice.runtime.config.model.addresses.AcceptProxy;
import dev.sluice.runtime.config.model.addresses.AcceptProxy.Source;
import dev.sluice.runtime.config.model.addresses.BindAddress;
import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import java.net.UnixDomainSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key {@code bind} of a frontend. */
final class BindSection {

  private static final Key<BindAddress> ADDRESS =
      Key.required(
          "address",
          CoreTypes.BIND_ADDRESS,
          "Where to listen: *:443 for all IPv4 addresses, [::]:443, 127.0.0.1:8080, or"
              + " unix:run/x.sock; port 0 takes any free one");
  private static final Key<List<Source>> FROM =
      Key.required(
          "from",
          Type.listOf(Type.text("an IP address or network", Source.class, Source::parse)),
          "Whose connections must begin with a PROXY header, IP addresses and networks (CIDR), or"
              + " unix for a bind to a Unix socket; from all others a header is refused");
  private static final Key<Settings> ACCEPT_PROXY =
      Key.optional(
          "accept-proxy",
          Type.object(SettingsSpec.of(FROM)),
          "The PROXY protocol, versions 1 and 2: clients go by the address that the header tells");
  static final Key<List<Settings>> BIND =
      Key.required(
          "bind",
          Type.listOf(Type.object(SettingsSpec.of(ADDRESS, ACCEPT_PROXY).shortForm(ADDRESS))),
          "Where to listen, one address or a list");

  private final Settings frontend;
  private final Reading reading;

  BindSection(Settings frontend, Reading reading) {
    this.frontend = frontend;
    this.reading = reading;
  }

  /** The binds, those without a problem. */
  List<BindConfig> build() {
    List<BindConfig> binds = new ArrayList<>();
    for (Settings bind : Reading.list(frontend, BIND)) {
      BindAddress address = bind.find(ADDRESS);
      if (address != null) {
        binds.add(new BindConfig(address.below(reading.home()), acceptProxy(bind, address)));
      }
    }
    return binds;
  }

  private @Nullable AcceptProxy acceptProxy(Settings bind, BindAddress address) {
    Settings accept = bind.find(ACCEPT_PROXY);
    if (accept == null) {
      return null;
    }
    List<Source> from = Reading.list(accept, FROM);
    Place place = reading.place(accept, FROM.name());
    boolean unix = address.address() instanceof UnixDomainSocketAddress;
    if (isEmptyList(accept)) {
      reading
          .problems()
          .add(
              place,
              "nobody may send a header (expected the addresses of the proxies in front, or no"
                  + " \"accept-proxy\" at all)");
    } else if (unix && from.stream().anyMatch(source -> !source.unix())) {
      reading
          .problems()
          .add(place, "who connects to a Unix socket has no address (expected \"unix\")");
    } else if (!unix && from.stream().anyMatch(Source::unix)) {
      reading
          .problems()
          .add(
              place,
              "\"unix\" is for a bind to a Unix socket (expected IP addresses and networks)");
    }
    return new AcceptProxy(from);
  }

  private boolean isEmptyList(Settings accept) {
    return reading.reader().origin(accept) instanceof Node.Members members
        && members.find(FROM.name()) instanceof Node.Items items
        && items.items().isEmpty();
  }

  /** Reports what cannot be bound beside what other frontends, or this one, listen on. */
  void checkAddresses(BoundAddresses bound) {
    for (Settings bind : Reading.list(frontend, BIND)) {
      BindAddress address = bind.find(ADDRESS);
      if (address != null) {
        Place place = reading.place(bind, ADDRESS.name());
        String clash = bound.add(address.below(reading.home()), place);
        if (clash != null) {
          reading.problems().add(place, clash);
        }
      }
    }
  }
}
