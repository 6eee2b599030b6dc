package dev.sluice.runtime.config.tree;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(20)
class JsonTreeTest {

  private static List<String> problems(String text) {
    Problems problems = new Problems("p.json");
    JsonTree.parse(text, problems);
    return problems.problems().stream().map(Problem::toString).toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '`',
      textBlock =
          """
          [1]         ~ :1:1: is a list (expected a configuration: an object)
          {           ~ :1:2: the file ends inside the object that starts at 1:1 (expected '}')
          {"a": [1    ~ :1:9: /a: the file ends inside the list that starts at 1:7 (expected ']')
          {"a": "x    ~ :1:9: /a: the file ends inside a text (expected the closing quote)
          { /* x      ~ :1:7: the file ends inside a comment (expected */)
          {"a": 1,,}  ~ :1:9: unexpected ',' (expected a key in double quotes, or '}')
          {"a" 1}     ~ :1:6: unexpected '1' (expected ':' after the key)
          {"a": 'x'}  ~ :1:7: unexpected ''' (expected double quotes around a text)
          {"a": [1 2]} ~ :1:10: /a: unexpected '2' (expected ',' or ']')
          {"a": 1 "b"} ~ :1:9: unexpected '"' (expected ',' or '}')
          {"a": [1}   ~ :1:9: /a: unexpected '}' (expected ']' of the list that starts at 1:7)
          {a: 1}      ~ :1:2: unexpected 'a' (expected a key in double quotes, or '}')
          {} x        ~ :1:4: unexpected text after the end of the configuration
          {} {}       ~ :1:4: unexpected text after the end of the configuration
          {"a": 01}   ~ :1:8: this is not how a number is written (expected digits, without a leading 0 or '+')
          {"a": 1.}   ~ :1:8: this is not how a number is written (expected digits, without a leading 0 or '+')
          """)
  void syntaxErrors_areSentences(String text, String problem) {
    assertThat(problems(text)).containsExactly("p.json" + problem);
  }

  @Test
  void syntaxErrors_ofWordsAndEscapes() {
    String value =
        " is not a value (expected a text in double quotes, a number, true, false, null, an object"
            + " or a list)";
    assertThat(problems("{\"a\": tru}")).containsExactly("p.json:1:7: tru" + value);
    assertThat(problems("\n{\"a\":\n NaN}")).singleElement().asString().endsWith("NaN" + value);
    assertThat(problems("{\"a\": \"\\q\"}"))
        .containsExactly(
            "p.json:1:9: /a: unknown escape in a text (expected one of \\\" \\\\ \\/ \\b \\f \\n"
                + " \\r \\t, or \\u and four hexadecimal digits)");
    assertThat(problems("{\"a\": \"x\n\"}"))
        .containsExactly(
            "p.json:1:9: /a: line end or control character in a text (expected the closing quote"
                + " before it)");
    assertThat(problems(" "))
        .containsExactly("p.json: is empty (expected a configuration: an object)");
  }

  @Test
  void depth_isBounded_howeverDeep() {
    assertThat(problems("{\"a\":" + "[".repeat(63) + "]".repeat(63) + "}")).isEmpty();
    assertThat(problems("{\"a\":" + "[".repeat(100_000)))
        .singleElement()
        .asString()
        .startsWith("p.json:1:69: /a/0/0/")
        .endsWith("/0: nested too deep (expected at most 64 levels)");
    assertThat(problems("{\"a\":".repeat(100_000))).hasSize(1);
  }

  @Test
  void numberOfValues_isBounded() {
    assertThat(problems("{\"a\": [" + "0,".repeat(600_000) + "]}"))
        .singleElement()
        .asString()
        .endsWith("too many values (expected at most 500000 in the file)");
  }

  @Test
  void numbers_stayAsTheyAreWritten() {
    Problems problems = new Problems("p.json");
    String digits = "9".repeat(1_000_000);

    Node.Members tree = JsonTree.parse("{\"a\": 1e999999999, \"b\": " + digits + "}", problems);

    assertThat(problems.count()).isZero();
    assertThat(tree).isNotNull();
    assertThat(tree.find("a")).isInstanceOf(Node.Number.class);
    assertThat(((Node.Number) member(tree, "a").value()).digits()).isEqualTo("1e999999999");
    assertThat(member(tree, "b").value().described()).isEqualTo("9".repeat(80) + "... is a number");
  }

  @Test
  void commentsAndTrailingCommas_areSkipped_andPlacesStayRight() {
    Problems problems = new Problems("p.json");

    Node.Members tree =
        JsonTree.parse("// x\n{ /* y\n */ \"a/b~\": [true, // z\n false,],\r\n}", problems);

    assertThat(problems.count()).isZero();
    assertThat(tree).isNotNull();
    assertThat(member(tree, "a/b~").place()).hasToString("3:5");
    Node list = member(tree, "a/b~").value();
    assertThat(list.each()).hasSize(2);
    assertThat(list.each().getLast().place()).hasToString("4:2");
    assertThat(list.each().getLast().place().pointer()).hasToString("/a~1b~0/1");
  }

  @Test
  void duplicates_ofAHugeObject_areCutToWhatAnybodyReads() {
    List<String> problems = problems("{" + "\"a\":1,".repeat(100_000) + "}");

    assertThat(problems).hasSize(1001);
    assertThat(problems.getFirst())
        .isEqualTo("p.json: there are more problems than the 1000 shown");
  }

  private static Node.Member member(Node.Members object, String name) {
    return Objects.requireNonNull(object.members().get(name));
  }
}
