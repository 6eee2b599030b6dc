package dev.sluice.plugin.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.Answer;
import dev.sluice.api.Factory;
import dev.sluice.api.Filter;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.Plugin;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Settings;
import dev.sluice.api.settings.TextFile;
import dev.sluice.testkit.RecordingContext;
import dev.sluice.testkit.SampleClient;
import io.vertx.core.Future;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ClientMatchersTest {

  private static final Client UNIX = SampleClient.at(UnixDomainSocketAddress.of("run/x.sock"));
  private static final Path FILE = Path.of("office.txt");

  private final RecordingContext context = new RecordingContext();

  private static Settings networks(String... texts) throws BadValueException {
    List<Network> networks = new ArrayList<>();
    for (String text : texts) {
      networks.add(Network.parse(text));
    }
    return Settings.builder().put(AddressSettings.NETWORKS, networks).build();
  }

  private static Settings file(String... lines) {
    List<TextFile.Line> numbered = new ArrayList<>();
    for (String line : lines) {
      numbered.add(new TextFile.Line(FILE, numbered.size() + 1, line));
    }
    return Settings.builder().put(AddressSettings.FILE, new TextFile(FILE, numbered)).build();
  }

  private Matcher tls(boolean hello) {
    return new TlsFactory()
        .create(Settings.builder().put(TlsFactory.HELLO, hello).build(), context);
  }

  private Matcher not(Matcher other) {
    return new NotFactory()
        .create(Settings.builder().put(NotFactory.MATCH, other).build(), context);
  }

  /** Answers what it is told to. */
  private record Fixed(Set<Need> needs, Answer answer) implements Matcher {

    @Override
    public Answer match(Client client, Preface preface) {
      return answer;
    }

    @Override
    public boolean takesPlaintext() {
      return true;
    }
  }

  private static Answer answer(Matcher matcher, Preface preface) {
    return matcher.match(SampleClient.ip("192.0.2.1"), preface);
  }

  @Test
  void plugin_isFoundAndBringsItsWords() {
    Plugin plugin = ServiceLoader.load(Plugin.class).findFirst().orElseThrow();
    assertThat(plugin.name()).isEqualTo("client-matcher");
    assertThat(plugin.matchers()).extracting(Factory::word).containsExactly("src", "tls", "not");
    assertThat(plugin.filters()).extracting(Factory::word).containsExactly("allow", "deny");
  }

  @Test
  void src_answersAtOnceFromTheAddress() throws BadValueException {
    Matcher src = new SourceFactory().create(networks("10.0.0.0/8", "fd00::/8"), context);
    assertThat(src.needs()).isEmpty();
    assertThat(src.match(SampleClient.ip("10.1.2.3"), Seen.NOTHING)).isEqualTo(Answer.YES);
    assertThat(src.match(SampleClient.ip("fd00::1"), Seen.NOTHING)).isEqualTo(Answer.YES);
    assertThat(src.match(SampleClient.ip("11.1.2.3"), Seen.NOTHING)).isEqualTo(Answer.NO);
    assertThat(src.match(UNIX, Seen.NOTHING)).isEqualTo(Answer.NO);
    assertThat(context.problems()).isEmpty();
  }

  @Test
  void src_readsItsFile() {
    Matcher src = new SourceFactory().create(file("10.0.0.0/8", "::1"), context);
    assertThat(src.match(SampleClient.ip("10.1.2.3"), Seen.NOTHING)).isEqualTo(Answer.YES);
    assertThat(src.match(SampleClient.ip("::1"), Seen.NOTHING)).isEqualTo(Answer.YES);
    assertThat(src.match(SampleClient.ip("::2"), Seen.NOTHING)).isEqualTo(Answer.NO);
    assertThat(context.problems()).isEmpty();
  }

  @Test
  void src_reportsEveryBadLine() {
    Matcher src = new SourceFactory().create(file("10.0.0.0/8", "office", "10.0.0.0/99"), context);
    assertThat(src.needs()).isEmpty();
    assertThat(context.problems()).hasSize(2);
    assertThat(context.problems().get(0)).startsWith(FILE + ":2: \"office\" is not an IP address");
    assertThat(context.problems().get(1))
        .startsWith(FILE + ":3: \"10.0.0.0/99\" has a bad prefix length");
  }

  @Test
  void src_withoutAddressAndFile_isAProblem_withAnEmptyFileItIsNot() {
    assertThat(new SourceFactory().create(file(), context).needs()).isEmpty();
    assertThat(context.problems()).isEmpty();
    assertThat(new SourceFactory().create(Settings.builder().build(), context).needs()).isEmpty();
    assertThat(context.problems()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "PENDING,false,MORE,MORE",
    "PENDING,true,NO,NO",
    "COMPLETE,false,YES,NO",
    "OTHER,false,NO,YES",
    "OTHER,true,NO,YES",
    "MALFORMED,false,NO,NO",
    "TOO_LARGE,false,NO,NO",
    "TIMEOUT,true,NO,NO",
  })
  void tls_tellsHelloFromPlaintext_andBrokenIsNeither(
      Inspection inspection, boolean complete, Answer hello, Answer plaintext) {
    Seen seen = Seen.tls(inspection, complete);
    assertThat(answer(tls(true), seen)).isEqualTo(hello);
    assertThat(answer(tls(false), seen)).isEqualTo(plaintext);
  }

  @Test
  void tls_takesPlaintextOnlyIfAskedTo() {
    assertThat(tls(true).takesPlaintext()).isFalse();
    assertThat(tls(false).takesPlaintext()).isTrue();
    assertThat(tls(true).needs()).containsExactly(Need.CLIENT_HELLO);
    assertThat(tls(false).needs()).containsExactly(Need.CLIENT_HELLO);
  }

  @Test
  void not_ofTheAddressAlone_negatesAtOnce() {
    assertThat(answer(not(new Fixed(Set.of(), Answer.YES)), Seen.NOTHING)).isEqualTo(Answer.NO);
    assertThat(answer(not(new Fixed(Set.of(), Answer.NO)), Seen.NOTHING)).isEqualTo(Answer.YES);
    assertThat(answer(not(new Fixed(Set.of(), Answer.MORE)), Seen.NOTHING)).isEqualTo(Answer.MORE);
  }

  @Test
  void not_needsWhatTheOtherNeeds_andNeverTakesPlaintext() {
    Matcher matcher = not(new Fixed(Set.of(Need.BYTES, Need.REQUEST_HEAD), Answer.NO));
    assertThat(matcher.needs()).containsExactlyInAnyOrder(Need.BYTES, Need.REQUEST_HEAD);
    assertThat(matcher.takesPlaintext()).isFalse();
    assertThat(matcher.names()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Inspection.class)
  void not_ofWhatCouldNotBeRead_failsClosed(Inspection inspection) {
    Answer expected =
        switch (inspection) {
          case COMPLETE -> Answer.YES;
          case PENDING -> Answer.MORE;
          default -> Answer.NO;
        };
    Matcher hello = not(new Fixed(Set.of(Need.CLIENT_HELLO), Answer.NO));
    assertThat(answer(hello, Seen.tls(inspection, false))).isEqualTo(expected);
    Matcher head = not(new Fixed(Set.of(Need.REQUEST_HEAD), Answer.NO));
    Seen request = new Seen(Inspection.OTHER, inspection, false);
    assertThat(answer(head, request)).isEqualTo(expected);
    Seen ended = new Seen(Inspection.OTHER, inspection, true);
    assertThat(answer(head, ended))
        .isEqualTo(inspection == Inspection.COMPLETE ? Answer.YES : Answer.NO);
  }

  @Test
  void not_ofNot_isTheMatcherItself() {
    Matcher twice = not(not(tls(true)));
    assertThat(answer(twice, Seen.tls(Inspection.COMPLETE, false))).isEqualTo(Answer.YES);
    assertThat(answer(twice, Seen.tls(Inspection.PENDING, false))).isEqualTo(Answer.MORE);
  }

  @Test
  void allow_admitsOnlyItsAddresses() throws BadValueException {
    Filter allow = new AllowFactory().create(networks("10.0.0.0/8"), context);
    assertThat(verdict(allow.onAccept(SampleClient.ip("10.0.0.1"))).allowed()).isTrue();
    Verdict refused = verdict(allow.onAccept(SampleClient.ip("192.0.2.1")));
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.reason()).isEqualTo("address is not allowed");
    assertThat(verdict(allow.onAccept(UNIX)).allowed()).isFalse();
  }

  @Test
  void deny_refusesItsAddresses() throws BadValueException {
    Filter deny = new DenyFactory().create(networks("10.0.0.0/8"), context);
    assertThat(verdict(deny.onAccept(SampleClient.ip("192.0.2.1"))).allowed()).isTrue();
    Verdict refused = verdict(deny.onAccept(SampleClient.ip("10.0.0.1")));
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.reason()).isEqualTo("address is denied");
    assertThat(verdict(deny.onAccept(UNIX)).allowed()).isTrue();
  }

  private static Verdict verdict(Future<Verdict> future) {
    assertThat(future.succeeded()).isTrue();
    return future.result();
  }
}
