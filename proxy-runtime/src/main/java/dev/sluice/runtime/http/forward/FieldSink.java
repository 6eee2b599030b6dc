package dev.sluice.runtime.http.forward;

/** Where fields are added at the end of a head that is being written. */
public interface FieldSink {

  /**
   * Adds a field. Control characters in the value become spaces, and what is no single byte becomes
   * a question mark (RFC 9110 section 5.5): no value can begin another line.
   *
   * @throws IllegalArgumentException if the name is no token, or one of a field that the writer
   *     itself is responsible for: Host, those of framing, and those of the connection
   */
  void add(String name, String value);

  /** Adds a field that was made before. */
  void add(FieldLine line);
}
