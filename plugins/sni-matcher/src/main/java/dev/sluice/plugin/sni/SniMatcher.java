package dev.sluice.plugin.sni;

import dev.sluice.api.Answer;
import dev.sluice.api.host.HostIndex;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.host.HostPattern;
import dev.sluice.api.session.ClientHello;
import java.util.List;

/** Says yes to clients that name one of its servers; a client that names none is a no. */
final class SniMatcher extends HelloMatcher {

  private final HostNames names;
  private final HostIndex<Answer> index;

  SniMatcher(List<HostPattern> patterns) {
    names = new HostNames(HostNames.Subject.SNI, patterns);
    HostIndex.Builder<Answer> builder = HostIndex.builder();
    patterns.forEach(pattern -> builder.add(pattern, Answer.YES));
    index = builder.build();
  }

  @Override
  boolean matches(ClientHello hello) {
    String name = hello.serverName();
    return name != null && index.find(name) != null;
  }

  @Override
  public HostNames names() {
    return names;
  }
}
