package io.kubeless.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A message keeps its arguments, so that a front end can choose the words of each. */
class TypedMessagesTest {
  private static final List<Path> SOURCES =
      List.of(Path.of("src/main/java"), Path.of("../kubeless-maven-plugin/src/main/java"));

  /** A text that is the whole message. {@code Message.verbatim} is for texts of other programs. */
  private static final Pattern WHOLE =
      Pattern.compile("(?<!\\.at\\(\\s{0,40})(?<!new Message\\()\"%s\"");

  /** A part of a problem that is a text instead of a message. */
  private static final Pattern PART =
      Pattern.compile("(?<!@FormatString )\\bString (what|why|remedy)\\b");

  private static final Pattern CALL =
      Pattern.compile("\\b(?:Message|Problem)\\.of\\(|\\.(?:at|because|remedy)\\(");
  private static final Pattern LITERALS = Pattern.compile("\"\\s*\\+\\s*\"");
  private static final Pattern JOINED = Pattern.compile("\"\\s*\\+|\\+\\s*\"");

  @Test
  void onlyPlacesConsistOfASingleText() throws IOException {
    assertThat(found(WHOLE)).isEmpty();
    assertThat(WHOLE.matcher(".because(\"%s\", why)").find()).isTrue();
    assertThat(WHOLE.matcher(".at(\n   \"%s\", file)").find()).isFalse();
  }

  @Test
  void thePartsOfAProblemAreMessages() throws IOException {
    assertThat(found(PART)).isEmpty();
    assertThat(PART.matcher("record Limit(String what)").find()).isTrue();
  }

  @Test
  void argumentsAreNotJoinedWithOtherTexts() throws IOException {
    List<String> joined = new ArrayList<>();
    for (Path file : files()) {
      joined(Files.readString(file)).forEach(call -> joined.add(file.getFileName() + ": " + call));
    }
    assertThat(joined).isEmpty();
    assertThat(joined("a(Message.of(\"%s\" + \" b\", \"+ (\" + c), d + \"\")"))
        .containsExactly("(\"%s b\", \"+ (\" + c)");
  }

  /** Returns the arguments of messages that join a text with something else. */
  private static List<String> joined(String source) {
    List<String> joined = new ArrayList<>();
    Matcher call = CALL.matcher(source);
    while (call.find()) {
      int start = call.end() - 1;
      String arguments =
          LITERALS.matcher(source.substring(start, end(source, start))).replaceAll("");
      if (JOINED.matcher(arguments.replaceAll("\"(?:[^\"\\\\]|\\\\.)*\"", "\"\"")).find()) {
        joined.add(arguments);
      }
    }
    return joined;
  }

  /** Returns the position after the parenthesis that closes another. */
  private static int end(String source, int start) {
    int open = 0;
    boolean text = false;
    for (int i = start; i < source.length(); i++) {
      char c = source.charAt(i);
      if (text && c == '\\') {
        i++;
      } else if (c == '"') {
        text = !text;
      } else if (!text && c == '(') {
        open++;
      } else if (!text && c == ')' && --open == 0) {
        return i + 1;
      }
    }
    return source.length();
  }

  private static List<String> found(Pattern pattern) throws IOException {
    List<String> found = new ArrayList<>();
    for (Path file : files()) {
      Matcher matcher = pattern.matcher(Files.readString(file));
      while (matcher.find()) {
        found.add(file.getFileName() + ": " + matcher.group());
      }
    }
    return found;
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    for (Path directory : SOURCES) {
      try (Stream<Path> walk = Files.walk(directory)) {
        walk.filter(each -> each.toString().endsWith(".java")).forEach(files::add);
      }
    }
    return files;
  }
}
