package dev.sluice.plugin.health.http;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.api.Check;
import dev.sluice.api.CheckResult;
import dev.sluice.api.Context;
import dev.sluice.api.Factory;
import dev.sluice.api.HeadEdits;
import dev.sluice.api.HeaderField;
import dev.sluice.api.session.Server;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.api.settings.Type;
import dev.sluice.plugin.health.probe.Clients;
import dev.sluice.plugin.health.probe.PlainTalk;
import dev.sluice.plugin.health.probe.Probing;
import dev.sluice.plugin.health.probe.Talk;
import dev.sluice.plugin.health.tls.TlsClient;
import dev.sluice.plugin.health.tls.TlsTalk;
import io.vertx.core.Future;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code "http": {"path": "/health", "status": "200"}}: a server that answers as expected works.
 */
public final class HttpFactory implements Factory<Check> {

  private static final Key<String> METHOD =
      Key.withDefault(
          "method",
          Type.text("a method", String.class, HttpFactory::method),
          "OPTIONS",
          "OPTIONS",
          "The method of the request");
  private static final Key<String> PATH =
      Key.withDefault(
          "path",
          Type.text("a path", String.class, HttpFactory::path),
          "/",
          "/",
          "What is asked for, with a query or without");
  private static final Key<String> HOST =
      Key.optional(
          "host",
          Type.text("a host", String.class, HttpFactory::host),
          "The Host of the request, also with a port; without it the first name that routes lead"
              + " here by, or the server's address");
  private static final Key<Map<String, String>> HEADERS =
      Key.withDefault(
          "headers", Type.mapOf(Type.text()), Map.of(), "{}", "Further fields of the request");
  private static final Key<List<StatusRange>> STATUS =
      Key.withDefault(
          "status",
          Type.listOf(Type.text("a status", StatusRange.class, StatusRange::parse)),
          List.of(new StatusRange(200, 399)),
          "200-399",
          "The statuses of a server that works, each one or a range");
  private static final Key<Pattern> BODY =
      Key.optional(
          "body",
          Type.text("a pattern", Pattern.class, HttpFactory::pattern),
          "What the first 64k of the body must hold, a regular expression in RE2 syntax");
  private static final Key<Object> TLS =
      Key.withDefault(
          "tls",
          Type.oneOf(Type.flag(), Type.object(TlsClient.BELOW)),
          false,
          "false",
          "Whether it is asked in TLS: true, or how");

  @Override
  public String word() {
    return "http";
  }

  @Override
  public String doc() {
    return "Passes if the server answers a request as expected";
  }

  @Override
  public SettingsSpec settings() {
    return SettingsSpec.of(METHOD, PATH, HOST, HEADERS, STATUS, BODY, TLS);
  }

  @Override
  public Check create(Settings settings, Context context) {
    Map<String, String> headers = settings.get(HEADERS);
    headers.forEach((name, value) -> checkField(name, value, context));
    HttpQuestion question =
        new HttpQuestion(
            settings.get(METHOD),
            settings.get(PATH),
            settings.find(HOST),
            headers,
            settings.get(STATUS),
            settings.find(BODY));
    checkAnswer(question, context);
    Object tls = settings.get(TLS);
    TlsClient client =
        Boolean.FALSE.equals(tls)
            ? null
            : TlsClient.of(
                tls instanceof Settings how ? how : Settings.builder().build(),
                List.of("http/1.1"),
                context);
    return new HttpCheck(new Clients(context.vertx()), question, client);
  }

  private static void checkField(String name, String value, Context context) {
    try {
      HeaderField _ = new HeaderField(name, value);
    } catch (IllegalArgumentException e) {
      context.problem("\"" + name + "\" in \"headers\" " + e.getMessage());
    }
  }

  /** What can never pass must not look like a server that is down. */
  private static void checkAnswer(HttpQuestion question, Context context) {
    if (question.statuses().isEmpty()) {
      context.problem("never passes: no status is expected (expected for example \"200-399\")");
    }
    Pattern body = question.body();
    if (body == null || body.matcher("").find()) {
      return;
    }
    if (question.head()) {
      context.problem(
          "never passes: the response to HEAD has no body (expected another \"method\", or no"
              + " \"body\")");
    } else if (!question.statuses().isEmpty()
        && question.statuses().stream().allMatch(StatusRange::bodiless)) {
      context.problem(
          "never passes: a response with status "
              + question.expected()
              + " has no body (expected another \"status\", or no \"body\")");
    }
  }

  private static String method(String text) throws BadValueException {
    if (!HeaderField.isName(text) || text.equals("CONNECT")) {
      throw new BadValueException("is not a method to ask with (expected for example \"GET\")");
    }
    if (!text.chars().allMatch(c -> c >= 'A' && c <= 'Z')) {
      throw new BadValueException(
          "is not a method (expected capital letters, for example \"GET\")");
    }
    return text;
  }

  private static String path(String text) throws BadValueException {
    boolean visible = text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    if (!visible || !(text.startsWith("/") || text.equals("*")) || text.indexOf('#') >= 0) {
      throw new BadValueException(
          "is not a path (expected for example \"/health?all=1\", without blanks)");
    }
    return text;
  }

  private static String host(String text) throws BadValueException {
    try {
      HeadEdits.builder().host(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new BadValueException(String.valueOf(e.getMessage()));
    }
  }

  private static Pattern pattern(String text) throws BadValueException {
    try {
      return Pattern.compile(text);
    } catch (PatternSyntaxException e) {
      throw new BadValueException(
          "is not a regular expression: " + e.getDescription() + " (expected RE2 syntax)");
    }
  }

  private record HttpCheck(Clients clients, HttpQuestion question, @Nullable TlsClient tls)
      implements Check, AutoCloseable {

    @Override
    public Future<CheckResult> probe(Server server, Duration timeout) {
      HttpDialogue dialogue = new HttpDialogue(question, name(server));
      Talk talk = tls == null ? new PlainTalk(dialogue) : new TlsTalk(tls, server, dialogue);
      return Probing.start(clients, server, timeout, talk);
    }

    private static String name(Server server) {
      for (String routed : server.routedNames()) {
        return routed;
      }
      if (!(server.address() instanceof InetSocketAddress address)) {
        return "localhost";
      }
      String host = address.getHostString();
      return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    @Override
    public @Nullable String neverPasses(Server server) {
      return tls == null ? null : tls.neverPasses(server);
    }

    @Override
    public void close() {
      clients.close();
    }
  }
}
