package dev.sluice.plugin.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.re2j.Pattern;
import dev.sluice.api.Answer;
import dev.sluice.api.Factory;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.Plugin;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Key;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.Type;
import dev.sluice.testkit.RecordingContext;
import dev.sluice.testkit.SampleClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadMatchersTest {

  private static Matcher create(Factory<Matcher> factory, Key<?> key, Object value) {
    RecordingContext context = new RecordingContext();
    Matcher matcher = factory.create(Settings.builder().put(key, value).build(), context);
    assertThat(context.problems()).isEmpty();
    return matcher;
  }

  private static Matcher host(String... names) throws BadValueException {
    List<HostPattern> patterns = new ArrayList<>();
    for (String name : names) {
      patterns.add(HostPattern.parse(name));
    }
    return create(new HostFactory(), HostFactory.NAMES, patterns);
  }

  private static Matcher path(String... texts) throws BadValueException {
    List<PathPattern> patterns = new ArrayList<>();
    for (String text : texts) {
      patterns.add(PathPattern.parse(text));
    }
    return create(new PathFactory(), PathFactory.PATHS, patterns);
  }

  private static Matcher regex(String text) {
    return create(new PathFactory(), PathFactory.REGEX, List.of(Pattern.compile(text)));
  }

  private static Matcher header(Map<String, Object> fields) {
    return create(new HeaderFactory(), HeaderFactory.FIELDS, fields);
  }

  private static boolean matches(Matcher matcher, Request request) {
    Answer answer = matcher.match(SampleClient.ANY, request.seen());
    assertThat(answer).isNotEqualTo(Answer.MORE);
    return answer == Answer.YES;
  }

  /** What the text form of a key's items makes of a text. */
  private static Object parse(Key<?> key, String text) throws BadValueException {
    Type.Many many = (Type.Many) key.type().shape();
    return ((Type.Text) many.item().shape()).parser().parse(text);
  }

  @Test
  void plugin_isFoundAndBringsItsWords() {
    Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();
    assertThat(plugin.name()).isEqualTo("host-matcher");
    assertThat(plugin.matchers())
        .extracting(Factory::word)
        .containsExactly("host", "path", "method", "header");
    assertThat(plugin.matchers())
        .allSatisfy(f -> assertThat(f.doc()).isNotBlank().doesNotEndWith("."));
  }

  @Test
  void incompleteHead_wantsMore_untilNothingMoreCanCome() throws BadValueException {
    Matcher matcher = host("a.test");
    assertThat(matcher.needs()).containsExactly(Need.REQUEST_HEAD);
    assertThat(matcher.match(SampleClient.ANY, Request.seen(Inspection.PENDING, false)))
        .isEqualTo(Answer.MORE);
    assertThat(matcher.match(SampleClient.ANY, Request.seen(Inspection.PENDING, true)))
        .isEqualTo(Answer.NO);
  }

  @ParameterizedTest
  @EnumSource(
      value = Inspection.class,
      names = {"OTHER", "MALFORMED", "TOO_LARGE", "TIMEOUT"})
  void whatIsNoRequest_doesNotMatch(Inspection http) {
    Matcher absent = header(Map.of("x-a", false));
    assertThat(absent.match(SampleClient.ANY, Request.seen(http, false))).isEqualTo(Answer.NO);
  }

  @ParameterizedTest
  @CsvSource({
    "a.test,true",
    "b.test,false",
    "x.a.test,false",
    "w.test,false",
    "x.w.test,true",
    "x.y.w.test,false",
    "v.test,false",
    "x.v.test,true",
    "x.y.v.test,true",
    "xv.test,false",
    "127.0.0.1,false",
    "[::1],false",
    ",false"
  })
  void host_matchesNamesAndWildcards(String host, boolean expected) throws BadValueException {
    Matcher matcher = host("A.test.", "*.w.test", "**.v.test");
    assertThat(matches(matcher, Request.to(host))).isEqualTo(expected);
  }

  @Test
  void host_tellsItsNames_soThatTheyCanBeIndexed() throws BadValueException {
    List<HostPattern> patterns =
        List.of(HostPattern.parse("a.test"), HostPattern.parse("*.w.test"));
    assertThat(host("A.test", "*.w.test").names())
        .isEqualTo(new HostNames(HostNames.Subject.HOST, patterns));
    assertThat(path("/").names()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a..b", "http://a.test", "a.test:80", "127.0.0.1", "a.*.test", ""})
  void host_thatIsNoName_isAProblem(String text) {
    assertThatThrownBy(() -> parse(HostFactory.NAMES, text))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("expected");
  }

  @ParameterizedTest
  @CsvSource({
    "/exact,true",
    "/exact/,false",
    "/exact2,false",
    "/Exact,false",
    "/,false",
    "/under/,true",
    "/under/a/b,true",
    "/under,false",
    "/underneath,false",
    "//exact,false",
    "/a/exact,false",
    "/a%2fb,true",
    "/a%2Fb,false",
    "/a/b,false",
    "*,false"
  })
  void path_isComparedAsSent(String path, boolean expected) throws BadValueException {
    Matcher matcher = path("/exact", "/under/*", "/a%2fb");
    assertThat(matches(matcher, Request.of("GET", path))).isEqualTo(expected);
  }

  @Test
  void path_ofEverything_isASlashAndAStar() throws BadValueException {
    assertThat(matches(path("/*"), Request.of("GET", "/"))).isTrue();
    assertThat(matches(path("/*"), Request.of("GET", "//a"))).isTrue();
    assertThat(matches(path("/*"), Request.of("OPTIONS", "*"))).isFalse();
    assertThat(matches(path("*"), Request.of("OPTIONS", "*"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", "a", "a/*", "/a*", "/*/b", "/a?b", "/a#b", "/a b", "/\u00e4", "/a/../b", "/..", "/./*",
        "/a\\b"
      })
  void path_thatNoRequestHas_isAProblem(String text) {
    assertThatThrownBy(() -> parse(PathFactory.PATHS, text))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("expected \"/exact\" or \"/under/*\"");
  }

  @ParameterizedTest
  @CsvSource({
    "^/v[0-9]+/,/v12/x,true", "^/v[0-9]+/,/a/v12/x,false", "/v[0-9]+/,/a/v12/x,true",
    "\\.php$,/index.php,true", "\\.php$,/index.phps,false", "(?i)^/ADMIN,/admin,true"
  })
  void regex_isFoundAnywhere_unlessTied(String regex, String path, boolean expected) {
    assertThat(matches(regex(regex), Request.of("GET", path))).isEqualTo(expected);
  }

  @Test
  void regex_andPaths_matchIfAnyDoes() throws BadValueException {
    Settings settings =
        Settings.builder()
            .put(PathFactory.PATHS, List.of(PathPattern.parse("/a")))
            .put(PathFactory.REGEX, List.of(Pattern.compile("^/b")))
            .build();
    Matcher matcher = new PathFactory().create(settings, new RecordingContext());
    assertThat(matches(matcher, Request.of("GET", "/a"))).isTrue();
    assertThat(matches(matcher, Request.of("GET", "/bc"))).isTrue();
    assertThat(matches(matcher, Request.of("GET", "/c"))).isFalse();
  }

  @Test
  void regex_thatWouldBacktrack_takesLinearTime() {
    Matcher nested = regex("^/(a+)+$");
    Matcher alternatives = regex("^/(a|b)*c$");
    Request evil = Request.of("GET", "/" + "a".repeat(8000) + "!");
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertThat(matches(nested, evil)).isFalse();
          assertThat(matches(alternatives, evil)).isFalse();
        });
  }

  @ParameterizedTest
  @ValueSource(strings = {"(", "a**", "(?=a)", "\\1", "[z-a]"})
  void regex_thatIsNotRe2_isAProblem(String text) {
    assertThatThrownBy(() -> parse(PathFactory.REGEX, text))
        .isInstanceOf(BadValueException.class)
        .hasMessageContaining("expected RE2 syntax");
  }

  @Test
  void method_isComparedWithCase() {
    Matcher matcher =
        create(new MethodFactory(), MethodFactory.METHODS, List.of("GET", "M-SEARCH"));
    assertThat(matches(matcher, Request.of("GET", "/"))).isTrue();
    assertThat(matches(matcher, Request.of("M-SEARCH", "/"))).isTrue();
    assertThat(matches(matcher, Request.of("POST", "/"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "get", "GET ", "G(T", "GET,POST"})
  void method_thatCannotBe_isAProblem(String text) {
    assertThatThrownBy(() -> parse(MethodFactory.METHODS, text))
        .isInstanceOf(BadValueException.class);
  }

  @Test
  void header_wantsAllOfItsFields() {
    Matcher matcher = header(Map.of("X-A", "1", "x-b", true, "x-c", false));
    Request request = Request.to("a.test").with("x-a", "0").with("X-a", "1");
    assertThat(matches(matcher, request)).isFalse();
    assertThat(matches(matcher, request.with("X-B", ""))).isTrue();
    assertThat(matches(matcher, request.with("X-B", "").with("X-C", ""))).isFalse();
    assertThat(matches(matcher, Request.to("a.test").with("x-b", "").with("x-a", "11"))).isFalse();
  }

  @Test
  void header_valueIsComparedWholeAndWithCase() {
    Matcher matcher = header(Map.of("x-a", "b"));
    assertThat(matches(matcher, Request.to("a.test").with("x-a", "b"))).isTrue();
    assertThat(matches(matcher, Request.to("a.test").with("x-a", "B"))).isFalse();
    assertThat(matches(matcher, Request.to("a.test").with("x-a", "a, b"))).isFalse();
  }

  @Test
  void settingsThatNameNothing_areProblems() {
    RecordingContext context = new RecordingContext();
    new PathFactory().create(Settings.builder().build(), context);
    new HeaderFactory().create(Settings.builder().build(), context);
    new HostFactory().create(Settings.builder().put(HostFactory.NAMES, List.of()).build(), context);
    new MethodFactory()
        .create(Settings.builder().put(MethodFactory.METHODS, List.of()).build(), context);
    assertThat(context.problems()).hasSize(4).allMatch(message -> message.contains("expected"));
  }

  @Test
  void headerName_thatIsNoToken_isAProblem() {
    RecordingContext context = new RecordingContext();
    Map<String, Object> fields = Map.of("x a", true, "x:", "1", "", true, "x-fine", true);
    new HeaderFactory()
        .create(Settings.builder().put(HeaderFactory.FIELDS, fields).build(), context);
    assertThat(context.problems()).hasSize(3);
  }
}
