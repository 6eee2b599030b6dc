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
 * <p>Of a trusted peer, which is a proxy too, the first two are continued in one line, however many
 * there were, and the last entry is ours, as with HAProxy's {@code option forwardfor}. Of the last
 * two the last line stays, which is the peer's own; they are added if missing. Of anybody else, all
 * fields of these kinds are replaced. So a server that reads but one line reads what a proxy says.
 */
public final class ForwardedFields implements FieldEdits {

  private static final String FOR = "x-forwarded-for";
  private static final String FORWARDED = "forwarded";
  private static final String PROTO = "x-forwarded-proto";
  private static final String PORT = "x-forwarded-port";
  private static final FieldLine FOR_LINE = new FieldLine("X-Forwarded-For", "");
  private static final FieldLine FORWARDED_LINE = new FieldLine("Forwarded", "");
  private static final FieldLine PROTO_LINE = new FieldLine("X-Forwarded-Proto", "");
  private static final FieldLine PORT_LINE = new FieldLine("X-Forwarded-Port", "");

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
            ? FOR_LINE.with(IpLiteral.text(address))
            : null;
    forwarded =
        options.forwarded()
            ? FORWARDED_LINE.with("for=" + node(address) + ";proto=" + scheme)
            : null;
    proto = options.proto() ? PROTO_LINE.with(scheme) : null;
    port =
        options.port() && local instanceof InetSocketAddress inet
            ? PORT_LINE.with(Integer.toString(inet.getPort()))
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
    if (!ForwardingNames.tells(fields, field)) {
      return false;
    }
    return trusted
        ? isContinued(fields, field) || isOld(fields, field)
        : !(excepted && fields.isNamed(field, FOR));
  }

  /** Whether it goes into a line of ours. */
  private boolean isContinued(FieldSection fields, int field) {
    return (forwardedFor != null && fields.isNamed(field, FOR))
        || (forwarded != null && fields.isNamed(field, FORWARDED));
  }

  /** Whether another line says the same later. */
  private boolean isOld(FieldSection fields, int field) {
    if (proto != null && fields.isNamed(field, PROTO)) {
      return fields.isAgain(field, PROTO);
    }
    return port != null && fields.isNamed(field, PORT) && fields.isAgain(field, PORT);
  }

  @Override
  public void append(FieldSection fields, FieldSink sink) {
    if (forwardedFor != null) {
      if (keeps(fields, FOR)) {
        sink.add(forwardedFor.name(), list(fields, FOR, ifNone ? "" : forwardedFor.value()));
      } else {
        sink.add(forwardedFor);
      }
    }
    if (forwarded != null) {
      if (keeps(fields, FORWARDED)) {
        sink.add(forwarded.name(), list(fields, FORWARDED, forwarded.value()));
      } else {
        sink.add(forwarded);
      }
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

  /** All values of a name and one more, as one list (RFC 9110 section 5.3). */
  private static String list(FieldSection fields, String name, String last) {
    StringBuilder list = new StringBuilder();
    for (String value : fields.values(name)) {
      append(list, value);
    }
    append(list, last);
    return list.toString();
  }

  private static void append(StringBuilder list, String value) {
    if (!value.isEmpty()) {
      list.append(list.isEmpty() ? "" : ", ").append(value);
    }
  }
}
