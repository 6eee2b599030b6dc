package dev.sluice.runtime.config.tree;

/**
 * Where something stands in the configuration's text.
 *
 * @param line counted from 1; 0 for the file as a whole
 * @param column counted from 1, in UTF-16 units
 * @param pointer which value it is, or which it would be
 */
public record Place(int line, int column, Pointer pointer) {

  /** The file as a whole. */
  public static final Place FILE = new Place(0, 0, Pointer.ROOT);

  /** The same place, said of a member that the object there lacks or should have. */
  public Place of(String key) {
    return new Place(line, column, pointer.member(key));
  }

  /** Line and column alone. */
  @Override
  public String toString() {
    return line + ":" + column;
  }
}
