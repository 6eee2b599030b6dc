package dev.sluice.runtime.config;

import dev.sluice.api.settings.BadValueException;
import dev.sluice.api.settings.Type;
import dev.sluice.runtime.config.model.addresses.BindAddress;
import dev.sluice.runtime.config.model.addresses.NameServer;
import dev.sluice.runtime.config.model.addresses.ServerAddress;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** Types of the core's own settings. */
final class CoreTypes {

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._:-]{1,100}");

  /** A name that is given: it stands in logs, in map files between blanks, and in URLs. */
  static final Type<String> NEW_NAME = Type.text("a name", String.class, CoreTypes::name);

  /** A name that is referred to; what it must be the names that are given tell. */
  static final Type<String> REFERENCE = Type.text("a name", String.class, text -> text);

  /** Ten years: far from where adding it to the time of a loop could overflow. */
  private static final Duration LONGEST = Duration.ofDays(3650);

  /** How long something is waited for; zero is not to wait at all. */
  static final Type<Duration> WAIT = Type.text("a duration", Duration.class, CoreTypes::wait);

  /** How long something may take; never zero. */
  static final Type<Duration> TIMEOUT = Type.text("a duration", Duration.class, CoreTypes::timeout);

  static final Type<Path> PATH = Type.text("a path", Path.class, CoreTypes::path);

  static final Type<BindAddress> BIND_ADDRESS =
      Type.text("an address to listen on", BindAddress.class, BindAddress::parse);

  static final Type<ServerAddress> SERVER_ADDRESS =
      Type.text("the address of a server", ServerAddress.class, ServerAddress::parse);

  static final Type<NameServer> NAME_SERVER =
      Type.text("the address of a name server", NameServer.class, NameServer::parse);

  private CoreTypes() {}

  static String name(String text) throws BadValueException {
    if (!NAME.matcher(text).matches()) {
      throw new BadValueException(
          "is not a name (expected 1 to 100 letters, digits and '-', '_', '.', ':')");
    }
    return text;
  }

  private static Duration wait(String text) throws BadValueException {
    Type.Text duration = (Type.Text) Type.duration().shape();
    Duration wait = (Duration) duration.parser().parse(text);
    if (wait.compareTo(LONGEST) > 0) {
      throw new BadValueException("is too long (expected at most \"3650d\")");
    }
    return wait;
  }

  private static Duration timeout(String text) throws BadValueException {
    Duration timeout = wait(text);
    if (timeout.isZero()) {
      throw new BadValueException(
          "is no time at all (expected more than zero; a timeout is never infinite)");
    }
    return timeout;
  }

  private static Path path(String text) throws BadValueException {
    try {
      return Path.of(text);
    } catch (InvalidPathException e) {
      throw new BadValueException("is not a path (expected one without zero characters)");
    }
  }
}
