package dev.sluice.plugin.rules;

import dev.sluice.api.Filter;
import dev.sluice.api.HeaderField;
import dev.sluice.api.Verdict;
import dev.sluice.api.session.Client;
import dev.sluice.api.session.RequestHead;
import io.vertx.core.Future;
import java.util.List;

/** Answers requests with where they should go. */
record Redirect(Target target, int code, Condition condition) implements Filter {

  private static final Future<Verdict> NO_HOST =
      Future.succeededFuture(Verdict.answer(400, List.of(), "the request names no host"));

  @Override
  public boolean needsRequests() {
    return true;
  }

  @Override
  public boolean answersRequests() {
    return true;
  }

  @Override
  public Future<Verdict> onRequest(Client client, RequestHead request) {
    if (!condition.holds(client, request)) {
      return Verdict.ALLOWED;
    }
    if (target.needsHost() && request.host() == null) {
      return NO_HOST;
    }
    String there = target.of(client, request, RequestUrl.of(request));
    if (there == null) {
      return Verdict.ALLOWED;
    }
    List<HeaderField> location = List.of(new HeaderField("Location", there));
    return Future.succeededFuture(Verdict.answer(code, location, "redirected"));
  }
}
