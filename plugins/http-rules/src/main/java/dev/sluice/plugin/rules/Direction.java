package dev.sluice.plugin.rules;

/** Which head a rule changes. */
enum Direction {
  REQUEST("request-header", "Changes fields of a request before a server gets it"),
  RESPONSE("response-header", "Changes fields of a server's response before the client gets it");

  private final String word;
  private final String doc;

  Direction(String word, String doc) {
    this.word = word;
    this.doc = doc;
  }

  String word() {
    return word;
  }

  String doc() {
    return doc;
  }
}
