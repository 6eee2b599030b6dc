package dev.sluice.runtime.config.model.routes;

import dev.sluice.api.Answer;
import dev.sluice.api.Matcher;
import dev.sluice.api.Need;
import dev.sluice.api.host.HostNames;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.Preface;
import dev.sluice.runtime.config.model.extensions.Extension;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A {@code match} object: it fits if all its matchers do; without matchers it always fits.
 *
 * @param parts its matchers with their words, in the order of the configuration
 */
public record MatchObject(List<Extension<Matcher>> parts) implements Matcher {

  /** {@code {}}. */
  public static final MatchObject ALWAYS = new MatchObject(List.of());

  /** A match object with an immutable copy of the list. */
  public MatchObject {
    parts = List.copyOf(parts);
  }

  /** Whether it fits whatever comes. */
  public boolean always() {
    return parts.isEmpty();
  }

  @Override
  public Set<Need> needs() {
    Set<Need> needs = EnumSet.noneOf(Need.class);
    parts.forEach(part -> needs.addAll(part.instance().needs()));
    return needs;
  }

  /** A single NO decides at once; a single MORE keeps it from YES. Null is an error, as in any. */
  @Override
  public Answer match(Client client, Preface preface) {
    Answer all = Answer.YES;
    for (Extension<Matcher> part : parts) {
      Answer answer = part.instance().match(client, preface);
      if (answer == null) {
        // Neither NO nor MORE: without this it would count as YES.
        throw new NullPointerException("matcher '" + part.word() + "' answered null");
      }
      if (answer == Answer.NO) {
        return Answer.NO;
      }
      if (answer == Answer.MORE) {
        all = Answer.MORE;
      }
    }
    return all;
  }

  @Override
  public boolean takesPlaintext() {
    return parts.stream().anyMatch(part -> part.instance().takesPlaintext());
  }

  @Override
  public @Nullable HostNames names() {
    return parts.size() == 1 ? parts.getFirst().instance().names() : null;
  }
}
