package dev.sluice.runtime.http;

/**
 * Where the parts of a request line lie in a head; one space stands between method and target.
 *
 * @param start of the method: 0, or 2 after an empty line
 * @param methodEnd behind the method
 * @param targetEnd behind the target
 * @param minorVersion 1 or 0
 */
record RequestLine(int start, int methodEnd, int targetEnd, int minorVersion) {

  int targetStart() {
    return methodEnd + 1;
  }
}
