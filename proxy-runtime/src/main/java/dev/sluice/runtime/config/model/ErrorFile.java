package dev.sluice.runtime.config.model;

/**
 * What clients get as the body of an answer of the proxy's own.
 *
 * @param contentType what to call it
 * @param text the file, in which {@link #ID} stands for the number of the request
 */
public record ErrorFile(String contentType, String text) {

  /** What HAProxy has in its place, where it has places. */
  public static final String ID = "%[unique-id]";
}
