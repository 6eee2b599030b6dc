package dev.sluice.runtime.http.forward;

import dev.sluice.runtime.http.FieldSection;
import dev.sluice.runtime.http.ForwardingNames;
import dev.sluice.runtime.http.IpLiteral;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What requests of a connection say to the server about its client: {@code X-Forwarded-For},
 * Forwarded (RFC 7239), {@code X-Forwarded-Proto} and {@code X-Forwarded-Port}. There is one for
 * each client connection, with its lines made once. Immutable.
 *
 * <p>Of a trusted peer, which is a proxy too, the first two are kept and a new field is added
 * behind them, so the last is ours, as with HAProxy's {@code option forwardfor}; the last two stay
 * as they are, and are added only if missing. Of anybody else, all fields of these kinds are
 * replaced.
 */
public final class ForwardedFields implements FieldEdits {

  private static final String FOR = "x-forwarded-for";
  private static final String PROTO = "x-forwarded-proto";
  private static final String PORT = "x-forwarded-port";

  /**
   * Which fields are added, and for whom.
   *
   * @param forwardedFor whether {@code X-Forwarded-For} is
   * @param ifNone whether that is only if none of a trusted peer is there
   * @param except peers for whom {@code X-Forwarded-For} is neither added nor removed
   * @param forwarded whether Forwarded is
   * @param proto whether {@code X-Forwarded-Proto} is
   * @param port whether {@code X-Forwarded-Port} is: the port that the client connected to
   * @param trusted peers whose fields are kept; everybody, for what HAProxy does
   */
  public record Options(
      boolean forwardedFor,
      boolean ifNone,
      Predicate<InetAddress> except,
      boolean forwarded,
      boolean proto,
      boolean port,
      Predicate<InetAddress> trusted) {}

  private final boolean trusted;
  private final boolean excepted;
  private final boolean ifNone;
  private final @Nullable FieldLine forwardedFor;
  private final @Nullable FieldLine forwarded;
  private final @Nullable FieldLine proto;
  private final @Nullable FieldLine port;

  /**
   * The fields for a client. A client on a Unix socket has no address: there is no {@code
   * X-Forwarded-For}, it is unknown in Forwarded, and it is trusted, because it is on this machine.
   *
   * @param client where the client connects from
   * @param local the address of ours that it connected to
   * @param tls whether it talks TLS to the proxy
   */
  public ForwardedFields(Options options, SocketAddress client, SocketAddress local, boolean tls) {
    InetAddress address = client instanceof InetSocketAddress inet ? inet.getAddress() : null;
    String scheme = tls ? "https" : "http";
    trusted = address == null || options.trusted().test(address);
    excepted = address != null && options.except().test(address);
    ifNone = options.ifNone();
    forwardedFor =
        options.forwardedFor() && address != null && !excepted
            ? new FieldLine("X-Forwarded-For", IpLiteral.text(address))
            : null;
    forwarded =
        options.forwarded()
            ? new FieldLine("Forwarded", "for=" + node(address) + ";proto=" + scheme)
            : null;
    proto = options.proto() ? new FieldLine("X-Forwarded-Proto", scheme) : null;
    port =
        options.port() && local instanceof InetSocketAddress inet
            ? new FieldLine("X-Forwarded-Port", Integer.toString(inet.getPort()))
            : null;
  }

  /** RFC 7239 section 6: the colons of an IPv6 address need brackets, and both need quotes. */
  private static String node(@Nullable InetAddress address) {
    if (address == null) {
      return "unknown";
    }
    String text = IpLiteral.text(address);
    return text.indexOf(':') < 0 ? text : "\"[" + text + "]\"";
  }

  @Override
  public boolean removes(FieldSection fields, int field) {
    return !trusted
        && ForwardingNames.tells(fields, field)
        && !(excepted && fields.isNamed(field, FOR));
  }

  @Override
  public void append(FieldSection fields, FieldSink sink) {
    if (forwardedFor != null && !(ifNone && keeps(fields, FOR))) {
      sink.add(forwardedFor);
    }
    if (forwarded != null) {
      sink.add(forwarded);
    }
    if (proto != null && !keeps(fields, PROTO)) {
      sink.add(proto);
    }
    if (port != null && !keeps(fields, PORT)) {
      sink.add(port);
    }
  }

  private boolean keeps(FieldSection fields, String name) {
    return trusted && fields.has(name);
  }
}
