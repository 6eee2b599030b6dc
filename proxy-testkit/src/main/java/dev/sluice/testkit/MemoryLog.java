package dev.sluice.testkit;

import dev.sluice.api.AccessLog;
import dev.sluice.api.session.SessionRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps what it is given, for the {@link TestProxy} whose home it was made for. */
final class MemoryLog implements AccessLog {

  /** By home: all logs of one proxy, in all its generations, share what they keep. */
  private static final Map<Path, List<LogLine>> KEPT = new ConcurrentHashMap<>();

  private final List<LogLine> lines;

  MemoryLog(Path home) {
    this.lines = lines(home);
  }

  static List<LogLine> lines(Path home) {
    return KEPT.computeIfAbsent(home, _ -> Collections.synchronizedList(new ArrayList<>()));
  }

  static void forget(Path home) {
    KEPT.remove(home);
  }

  @Override
  public void write(String line, SessionRecord session) {
    lines.add(new LogLine(line, session));
  }
}
