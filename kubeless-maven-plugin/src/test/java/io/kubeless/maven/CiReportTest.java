package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Origin;
import io.kubeless.packaging.model.Problem;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CiReportTest {
  @TempDir Path root;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  @BeforeEach
  void write() throws IOException {
    for (String file :
        List.of(
            "shop/pom.xml",
            "shop/src/main/kubeless/function.yaml",
            "shop/src/main/java/com/acme/Hello.java",
            "bills/pom.xml")) {
      Path path = root.resolve(file);
      Files.createDirectories(path.getParent());
      Files.writeString(path, "");
    }
  }

  private CiReport report(String system, String directory) {
    return new CiReport(
        Map.of(system, "true", directory, root.toString()),
        List.of(root.resolve("shop"), root.resolve("bills")),
        root.resolve("target/report.json"),
        new PrintStream(out, true, StandardCharsets.UTF_8));
  }

  private static Problem problem() {
    return Problem.of(ErrorCode.UNKNOWN_KEY, "An unknown key: memroy, 50 %%")
        .at(new Origin("src/main/kubeless/function.yaml", 3, 5))
        .because("line 1\nline 2");
  }

  private String github(Problem problem) throws IOException {
    out.reset();
    report("GITHUB_ACTIONS", "GITHUB_WORKSPACE").goal(List.of(problem));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aProblemBecomesAnAnnotationOfItsFileAndLine() throws IOException {
    String code = ErrorCode.UNKNOWN_KEY.text();
    assertThat(github(problem()))
        .isEqualTo(
            "::error title="
                + code
                + ",file=shop/src/main/kubeless/function.yaml,line=3,col=5::"
                + code
                + " An unknown key: memroy, 50 %25%0A  where: src/main/kubeless/function.yaml:3:5"
                + "%0A  why:   line 1%0A         line 2\n");
  }

  @Test
  void aProblemOfAClassIsAnAnnotationOfItsSource() throws IOException {
    assertThat(github(Problem.of(ErrorCode.UNKNOWN_KEY, "x").at("com.acme.Hello (Hello.java)")))
        .contains(",file=shop/src/main/java/com/acme/Hello.java,line=1::");
  }

  @Test
  void aProblemWhoseFileIsNotKnownHasNoFile() throws IOException {
    for (String place : List.of("pom.xml:3", "-Dkubeless.memory", "missing.yaml:1:1", "")) {
      assertThat(github(Problem.of(ErrorCode.UNKNOWN_KEY, "x").at("%s", place)))
          .startsWith("::error title=" + ErrorCode.UNKNOWN_KEY.text() + "::");
    }
  }

  @Test
  void aWarningIsAnAnnotationToo() {
    report("GITHUB_ACTIONS", "GITHUB_WORKSPACE").warning(problem());
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("::warning title=");
  }

  @Test
  void gitLabGetsAFileWithTheProblemsOfTheGoalThatFailed() throws IOException {
    CiReport report = report("GITLAB_CI", "CI_PROJECT_DIR");
    report.goal(List.of());
    assertThat(root.resolve("target/report.json")).hasContent("[]\n");
    report.goal(List.of(problem(), Problem.of(ErrorCode.UNKNOWN_KEY, "y")));
    report.goal(List.of()); // a goal for another module does not remove them
    String code = ErrorCode.UNKNOWN_KEY.text();
    assertThat(
            Files.readString(root.resolve("target/report.json"))
                .replaceAll("(\"fingerprint\":\")[-0-9a-f]{36}", "$1…"))
        .isEqualTo(
            "[{\"description\":\""
                + code
                + " An unknown key: memroy, 50 %\\n  where: src/main/kubeless/function.yaml:3:5\\n"
                + "  why:   line 1\\n         line 2\",\"check_name\":\""
                + code
                + "\",\"fingerprint\":\"…\",\"severity\":\"blocker\",\"location\":{\"path\":"
                + "\"shop/src/main/kubeless/function.yaml\",\"lines\":{\"begin\":3}}},\n"
                + "{\"description\":\""
                + code
                + " y\",\"check_name\":\""
                + code
                + "\",\"fingerprint\":\"…\",\"severity\":\"blocker\",\"location\":{\"path\":"
                + "\"pom.xml\",\"lines\":{\"begin\":1}}}]\n");
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
  }

  @Test
  void elsewhereNothingIsReported() throws IOException {
    report("JENKINS", "WORKSPACE").goal(List.of(problem()));
    report("JENKINS", "WORKSPACE").warning(problem());
    assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    assertThat(root.resolve("target")).doesNotExist();
  }
}
