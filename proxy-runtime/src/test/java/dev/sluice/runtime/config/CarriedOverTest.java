package dev.sluice.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.Context;
import dev.sluice.api.Filter;
import dev.sluice.api.settings.SettingsSpec;
import dev.sluice.runtime.config.model.FrontendConfig;
import dev.sluice.runtime.config.model.ProxyConfig;
import dev.sluice.runtime.config.model.extensions.CarriedOver;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What extensions keep beyond their configuration. */
class CarriedOverTest {

  /** State that knows whether it was closed. */
  private static final class State implements AutoCloseable {
    boolean closed;

    @Override
    public void close() {
      closed = true;
    }
  }

  private record Keeping(State state, Context context) implements Filter {}

  @TempDir private Path home;
  private final CarriedOver carried = new CarriedOver();
  private final List<State> made = new ArrayList<>();
  private final Words words =
      new Words()
          .add(Filter.class, "keep", SettingsSpec.none(), (_, context) -> keep(context, "a"))
          .add(Filter.class, "other", SettingsSpec.none(), (_, context) -> keep(context, "a"))
          .add(
              Filter.class,
              "break",
              SettingsSpec.none(),
              (_, context) -> {
                Keeping kept = keep(context, "a");
                context.problem("is broken (expected better)");
                return kept;
              });

  private Keeping keep(Context context, String key) {
    State state = context.carryOver(key, this::make);
    assertThat(context.carryOver(key, this::make)).as("asked twice").isSameAs(state);
    return new Keeping(state, context);
  }

  private State make() {
    State state = new State();
    made.add(state);
    return state;
  }

  private static String text(String web, String other) {
    return """
    { "defaults": { "mode": "tcp" },
      "frontends": {
        "web": { "bind": "127.0.0.1:0", "filters": [ %s ], "default-backend": "app" },
        "other": { "bind": "127.0.0.1:0", "filters": [ %s ], "default-backend": "app" } },
      "backends": { "app": { "servers": { "s1": { "address": "127.0.0.1:1" } } } } }
    """
        .formatted(web, other);
  }

  private ProxyConfig read(String web) {
    return read(web, "");
  }

  private ProxyConfig read(String web, String other) {
    return new Configuration(home, words).accepted(text(web, other), carried);
  }

  private ProxyConfig inEffect(String web) {
    ProxyConfig config = read(web);
    config.accept();
    return config;
  }

  private static List<State> states(ProxyConfig config) {
    return Stream.of("web", "other")
        .map(name -> Objects.requireNonNull(config.frontends().get(name)))
        .map(FrontendConfig::filters)
        .flatMap(List::stream)
        .map(filter -> ((Keeping) filter.instance()).state())
        .toList();
  }

  @Test
  void acceptedState_isThatOfTheNextConfiguration_andClosedWithTheLast() {
    ProxyConfig first = inEffect("\"keep\"");
    ProxyConfig second = inEffect("\"keep\"");

    State state = states(first).getFirst();
    assertThat(states(second)).containsExactly(state);
    assertThat(made).containsExactly(state);
    first.close();
    assertThat(state.closed).isFalse();
    second.close();
    assertThat(state.closed).isTrue();
    assertThat(states(inEffect("\"keep\""))).doesNotContain(state);
  }

  @Test
  void configurationThatIsOnlyChecked_leavesNothingAndTakesNothing() {
    ProxyConfig running = inEffect("\"keep\"");
    State state = states(running).getFirst();

    ProxyConfig checked = read("\"keep\", \"other\"");
    assertThat(states(checked)).startsWith(state);
    State added = states(checked).getLast();
    assertThat(states(read("\"keep\", \"other\""))).doesNotContain(added);
    checked.close();

    assertThat(added.closed).isTrue();
    assertThat(state.closed).isFalse();
    assertThat(states(inEffect("\"keep\""))).containsExactly(state);
  }

  @Test
  void refusedConfiguration_closesWhatItMade_andNothingElse() {
    State state = states(inEffect("\"keep\"")).getFirst();

    Parsed refused = new Configuration(home, words).parse(text("\"keep\", \"break\"", ""), carried);

    assertThat(refused).isInstanceOf(Parsed.Refused.class);
    assertThat(made).hasSize(2);
    assertThat(made.getLast().closed).isTrue();
    assertThat(state.closed).isFalse();
    assertThat(states(inEffect("\"keep\""))).containsExactly(state);
  }

  @Test
  void stateThatNobodyAsksForAnyMore_isForgottenWhenTheLastSessionsHaveEnded() {
    ProxyConfig first = inEffect("\"keep\"");
    State state = states(first).getFirst();
    ProxyConfig without = inEffect("");

    // Its sessions still use it, so one that asks again meanwhile must count them too.
    ProxyConfig back = inEffect("\"keep\"");
    assertThat(states(back)).containsExactly(state);
    ProxyConfig gone = inEffect("");
    back.close();
    assertThat(state.closed).isFalse();
    first.close();
    assertThat(state.closed).isTrue();
    assertThat(states(inEffect("\"keep\""))).doesNotContain(state);
    without.close();
    gone.close();
  }

  @Test
  void eachWordSectionAndPlace_hasItsOwn() {
    ProxyConfig first = read("\"keep\", \"other\", \"keep\"", "\"keep\"");
    first.accept();

    assertThat(states(first)).hasSize(4).doesNotHaveDuplicates();
    assertThat(states(read("\"other\", \"keep\", \"keep\"", "\"keep\"")))
        .containsExactly(
            states(first).get(1), states(first).get(0), states(first).get(2), states(first).get(3));
  }

  @Test
  void filtersOfTheDefaults_haveStateInEachFrontend() {
    String text =
        text("", "")
            .replace("\"filters\": [  ],", "")
            .replace("\"mode\": \"tcp\"", "\"filters\": [ \"keep\" ]");
    ProxyConfig first = new Configuration(home, words).accepted(text, carried);
    first.accept();

    assertThat(states(first)).hasSize(2).doesNotHaveDuplicates();
    assertThat(states(new Configuration(home, words).accepted(text, carried)))
        .isEqualTo(states(first));
  }

  @Test
  void contextTellsWhetherRequestsAreRead() {
    String http =
        text("\"keep\"", "")
            .replace("\"mode\": \"tcp\"", "\"mode\": \"http\", \"log-format\": \"tcplog\"");
    assertThat(context(new Configuration(home, words).accepted(http)).readsRequests()).isTrue();
    assertThat(context(read("\"keep\"")).readsRequests()).isFalse();
  }

  @Test
  void contextGivesNothing_onceTheExtensionIsMade() {
    Context context = context(inEffect("\"keep\""));
    assertThatThrownBy(() -> context.carryOver("a", this::make))
        .isInstanceOf(IllegalStateException.class);
  }

  private static Context context(ProxyConfig config) {
    FrontendConfig web = Objects.requireNonNull(config.frontends().get("web"));
    return ((Keeping) web.filters().getFirst().instance()).context();
  }
}
