package dev.sluice.it.traffic;

import java.util.List;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * What one request and its answer are like, and what those who exchange them do. It is made of the
 * request's number alone, so that client and server know it without telling each other.
 *
 * @param early whether the server answers before it reads the body
 * @param waits whether the client sends the body only when it is told to go on
 * @param interim how many early hints come before the answer
 * @param salt for further choices of either side
 */
record Plan(
    long id,
    String method,
    int minorVersion,
    Framing requestFraming,
    int requestSize,
    boolean expects,
    boolean waits,
    boolean early,
    int interim,
    int status,
    Framing framing,
    int size,
    ServerTurn serverTurn,
    ClientTurn clientTurn,
    long salt) {

  /** How the end of a body is told. */
  enum Framing {
    NONE,
    LENGTH,
    CHUNKED,
    UNTIL_CLOSE
  }

  /** What the server does with its answer and then. */
  enum ServerTurn {
    KEEPS,
    SAYS_CLOSE,
    /** Ends the connection behind the answer, without a word. */
    LEAVES,
    CUTS_WITH_FIN,
    CUTS_WITH_RST,
    SILENT_WITH_FIN,
    SILENT_WITH_RST
  }

  /** What the client does after the request. */
  enum ClientTurn {
    GOES_ON,
    /** Sends FIN, and reads on. */
    FINISHES,
    /** Sends FIN in the middle of the request. */
    CUTS,
    /** Cuts the connection when the answers before this one have come. */
    RESETS,
    /** The same, in the middle of this answer. */
    RESETS_IN_ANSWER
  }

  static Plan of(long seed, long id) {
    SplittableRandom random = new SplittableRandom(seed ^ (id * 0x9e3779b97f4a7c15L));
    random.nextLong();
    String method = pick(random, List.of("GET", "GET", "GET", "HEAD", "POST", "POST", "PUT"));
    boolean body = method.equals("POST") || method.equals("PUT");
    Framing sent =
        body
            ? pick(random, List.of(Framing.LENGTH, Framing.CHUNKED, Framing.LENGTH))
            : Framing.NONE;
    int requestSize = body ? size(random) : 0;
    int minorVersion = sent != Framing.CHUNKED && random.nextInt(200) == 0 ? 0 : 1;
    boolean expects = body && requestSize > 0 && minorVersion == 1 && random.nextInt(20) == 0;
    int status = pick(random, List.of(200, 200, 200, 200, 200, 200, 404, 201, 204, 304));
    boolean none = status == 204 || status == 304;
    Framing framing =
        none
            ? Framing.NONE
            : pick(random, List.of(Framing.LENGTH, Framing.CHUNKED, Framing.LENGTH));
    if (!none && !method.equals("HEAD") && random.nextInt(60) == 0) {
      framing = Framing.UNTIL_CLOSE;
    }
    return new Plan(
        id,
        method,
        minorVersion,
        sent,
        requestSize,
        expects,
        expects && random.nextBoolean(),
        body && random.nextInt(50) == 0,
        random.nextInt(20) == 0 ? 1 + random.nextInt(3) : 0,
        status,
        framing,
        none ? 0 : size(random),
        serverTurn(random.nextInt(1000)),
        clientTurn(random.nextInt(1000)),
        random.nextLong());
  }

  private static <T> T pick(RandomGenerator random, List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  /** Most are small; some do not fit into any buffer. */
  private static int size(RandomGenerator random) {
    int kind = random.nextInt(100);
    int most = kind < 40 ? 200 : kind < 85 ? 4_000 : kind < 97 ? 40_000 : Content.MOST;
    return random.nextInt(most);
  }

  private static ServerTurn serverTurn(int of1000) {
    return switch (of1000) {
      case 0, 1, 2 -> ServerTurn.CUTS_WITH_FIN;
      case 3, 4, 5 -> ServerTurn.CUTS_WITH_RST;
      case 6, 7 -> ServerTurn.SILENT_WITH_FIN;
      case 8, 9 -> ServerTurn.SILENT_WITH_RST;
      default ->
          of1000 < 15 ? ServerTurn.LEAVES : of1000 < 30 ? ServerTurn.SAYS_CLOSE : ServerTurn.KEEPS;
    };
  }

  private static ClientTurn clientTurn(int of1000) {
    return switch (of1000) {
      case 0, 1, 2, 3, 4, 5 -> ClientTurn.CUTS;
      case 6, 7, 8, 9, 10 -> ClientTurn.RESETS;
      case 11, 12, 13, 14, 15 -> ClientTurn.RESETS_IN_ANSWER;
      default -> of1000 < 26 ? ClientTurn.FINISHES : ClientTurn.GOES_ON;
    };
  }

  /** Whether the client asks nothing further on the connection. */
  boolean last() {
    return clientTurn != ClientTurn.GOES_ON || minorVersion == 0;
  }

  /** Whether it may reach servers twice: RFC 9110 section 9.2.2, without a body. */
  boolean repeatable() {
    return !method.equals("POST")
        && (requestFraming == Framing.NONE
            || (requestFraming == Framing.LENGTH && requestSize == 0));
  }

  /** Whether the server sends all of the answer, and is sure to be heard. */
  boolean answersWhole() {
    // A body that nobody has read makes the end of a connection a cut.
    return switch (serverTurn) {
      case KEEPS -> !early || framing != Framing.UNTIL_CLOSE;
      case SAYS_CLOSE, LEAVES -> !early;
      default -> false;
    };
  }

  /** Whether the answer has a body for this request. */
  boolean hasBody() {
    return framing != Framing.NONE && !method.equals("HEAD");
  }

  String path() {
    return "/r/" + Long.toHexString(id);
  }
}
