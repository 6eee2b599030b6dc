package dev.sluice.plugin.host;

import dev.sluice.api.session.ClientHello;
import dev.sluice.api.session.Inspection;
import dev.sluice.api.session.Preface;
import dev.sluice.api.session.RequestHead;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A request as the runtime would show it, written by hand. */
record Request(String method, String path, @Nullable String host, List<Field> fields)
    implements RequestHead {

  record Field(String name, String value) {}

  static Request to(@Nullable String host) {
    return new Request("GET", "/", host, List.of());
  }

  static Request of(String method, String path) {
    return new Request(method, path, "a.test", List.of());
  }

  Request with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Request(method, path, host, more);
  }

  /** What is seen of it once it is complete. */
  Preface seen() {
    return new Seen(Inspection.COMPLETE, this, false);
  }

  /** What is seen before its end, or if it is none. */
  static Preface seen(Inspection http, boolean complete) {
    return new Seen(http, null, complete);
  }

  private record Seen(Inspection http, @Nullable RequestHead requestHead, boolean complete)
      implements Preface {

    @Override
    public Inspection tls() {
      return Inspection.OTHER;
    }

    @Override
    public @Nullable ClientHello clientHello() {
      return null;
    }

    @Override
    public ByteBuffer bytes() {
      return ByteBuffer.allocate(0);
    }
  }

  @Override
  public String target() {
    return path;
  }

  @Override
  public int minorVersion() {
    return 1;
  }

  @Override
  public List<String> header(String name) {
    return fields.stream()
        .filter(field -> field.name().equalsIgnoreCase(name))
        .map(Field::value)
        .toList();
  }
}
