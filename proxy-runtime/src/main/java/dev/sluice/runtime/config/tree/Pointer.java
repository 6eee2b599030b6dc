package dev.sluice.runtime.config.tree;

import org.jspecify.annotations.Nullable;

/**
 * A JSON pointer (RFC 6901) as a chain, so that a tree of many nodes shares what they have in
 * common; the text is made only for the few that are shown.
 */
public final class Pointer {

  /** The whole document. */
  public static final Pointer ROOT = new Pointer(null, null, 0);

  private final @Nullable Pointer parent;
  private final @Nullable String key;
  private final int index;

  private Pointer(@Nullable Pointer parent, @Nullable String key, int index) {
    this.parent = parent;
    this.key = key;
    this.index = index;
  }

  /** To a member of the object this one points to. */
  public Pointer member(String key) {
    return new Pointer(this, key, 0);
  }

  /** To an item of the array this one points to, counted from 0. */
  public Pointer item(int index) {
    return new Pointer(this, null, index);
  }

  @Override
  public String toString() {
    if (parent == null) {
      return "";
    }
    String token = key == null ? Integer.toString(index) : escape(key);
    return parent + "/" + token;
  }

  private static String escape(String key) {
    return key.replace("~", "~0").replace("/", "~1");
  }
}
