package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HtpasswdTest {
  private static final String HASH = "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";

  private final List<String> problems = new ArrayList<>();

  private Htpasswd parse(String text) throws InvalidAuthentication {
    return Htpasswd.parse(Map.of("auth", text.getBytes(StandardCharsets.UTF_8)), problems);
  }

  @Test
  void usersCommentsAndEmptyLinesAreRead() throws Exception {
    Htpasswd users = parse("# staff\n\nduke:" + HASH + "\r\nåsa:" + HASH + "\n");
    assertThat(users.users()).containsOnlyKeys("duke", "åsa");
    assertThat(problems).isEmpty();
  }

  @Test
  void everyOtherLineIsReportedWithoutItsContent() throws Exception {
    Htpasswd users =
        parse(
            "duke:"
                + HASH
                + "\nbob:$apr1$OFG3Xybp$ckL0FHDAkoXYIlH9.cysT0\nx\n:"
                + HASH
                + "\nduke:"
                + HASH
                + "\nplain:secret\n");
    assertThat(users.users()).containsOnlyKeys("duke");
    String hash =
        " has no hash of bcrypt ($2y$, cost 4 to 15) or SHA-crypt ($5$, $6$, up to 1000000 rounds);"
            + " write it with htpasswd -B";
    assertThat(problems)
        .containsExactly(
            "line 2 of auth" + hash,
            "line 3 of auth is not user:hash",
            "line 4 of auth is not user:hash",
            "line 5 of auth has the user of an earlier line",
            "line 6 of auth" + hash);
  }

  @Test
  void aSecretWithoutUsersIsRefused() {
    assertThatThrownBy(() -> parse("# none\n")).hasMessage("its entry auth contains no users");
    assertThatThrownBy(() -> Htpasswd.parse(Map.of(), problems))
        .hasMessage("it is not mounted, or its entry auth is missing");
    assertThatThrownBy(
            () -> Htpasswd.parse(Map.of("auth", new byte[] {'a', ':', (byte) 0xff}), problems))
        .hasMessage("its entry auth is not UTF-8");
  }
}
