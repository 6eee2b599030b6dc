package dev.sluice.runtime.config.settings;

import dev.sluice.runtime.config.tree.Node;
import dev.sluice.runtime.config.tree.Place;
import org.jspecify.annotations.Nullable;

/**
 * The section that an extension stands in.
 *
 * @param name {@code frontends/web}
 * @param requests whether it is a frontend that reads requests
 */
record Section(String name, boolean requests) {

  private static final String FRONTENDS = "frontends";

  /** The section that the reader has come to. */
  static Section of(String list, String name, Node section) {
    return new Section(list + "/" + name, list.equals(FRONTENDS) && inModeHttp(section));
  }

  /** The section of a place, where nothing says what else is in it. */
  static Section of(Place place) {
    String[] tokens = place.pointer().toString().split("/", 4);
    return new Section(
        tokens.length > 2 ? tokens[1] + "/" + tokens[2] : place.pointer().toString(), false);
  }

  private static boolean inModeHttp(Node section) {
    @Nullable Node mode = section instanceof Node.Members object ? object.find("mode") : null;
    return mode instanceof Node.Text text && text.value().equals("http");
  }
}
