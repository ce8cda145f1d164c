package io.kubeless.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The options of the storms in the documentation, which take minutes. */
class StormOptionsTest {
  private static final Pattern COMMAND = Pattern.compile("(?m)(?:^|`)storm/run (--[^`\n]*)");

  @Test
  void everyOptionInTheDocumentationIsRead() throws Exception {
    List<StormOptions> storms = new ArrayList<>();
    for (String page : List.of("CONTRIBUTING.md", "docs/reliability.md")) {
      COMMAND
          .matcher(Files.readString(Path.of("..", page)))
          .results()
          .forEach(command -> storms.add(StormOptions.parse(List.of(command.group(1).split(" ")))));
    }
    assertThat(storms)
        .extracting(StormOptions::consumer)
        .contains("kubeless", "commit-first", "auto-commit", "ack-first", "ack-none");
    assertThat(storms).extracting(StormOptions::queue).contains(true);
    assertThat(storms).extracting(StormOptions::brokerKills).contains(3);
  }
}
