package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.delivery.ResultFile;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The result file that one goal writes and another goal reads. */
class ResultFileTest {
  private static final String API =
      "<dependencies><dependency><groupId>io.kubeless</groupId>"
          + "<artifactId>kubeless-function-api</artifactId><version>1</version></dependency>"
          + "</dependencies>";
  private static final String DIGEST = "sha256:" + "1".repeat(64);
  private static final String OTHER = "sha256:" + "2".repeat(64);

  @TempDir Path root;
  private Function function;
  private ResultFile results;

  @BeforeEach
  void project() throws Exception {
    Reactor reactor = new Reactor(root, "");
    reactor.module("hello", API);
    function =
        new ModuleReader(
                reactor.session(),
                Reactor.execution("undeploy", "default-cli"),
                GoalSettings::registry)
            .named()
            .get(0)
            .configured()
            .function();
    results = new ResultFile(root.resolve("kubeless"));
  }

  private Function named(String image) {
    return function.withImage(
        new Image(
            image, Optional.empty(), function.image().base(), function.image().architectures()));
  }

  private void record(String image, String kind, String digest) throws IOException {
    results.image(named(image), kind, digest, Optional.empty());
  }

  @Test
  void aFunctionWhoseImageWasNotPushedIsAsItWas() throws IOException {
    assertThat(results.pushed(function)).isEqualTo(function);
    record("registry.acme.com/hello:1", "built", DIGEST);
    assertThat(results.pushed(function)).isEqualTo(function);
  }

  @Test
  void anImageThatWasPushedIsAppliedByItsDigest() throws IOException {
    record("registry.acme.com/hello:1", "pushed", DIGEST);
    assertThat(results.pushed(named("registry.acme.com/hello:1")).image().digest())
        .isEqualTo(Optional.of(DIGEST));
  }

  @Test
  void anImageThatWasPushedUnderAnotherNameIsNotApplied() throws IOException {
    record("registry.acme.com/hello:1", "pushed", DIGEST);
    assertThatThrownBy(() -> results.pushed(named("registry.acme.com/hello:2")))
        .hasMessage(
            """
            KUBELESS-118 The image of hello was pushed under another name
              where: %s
              why:   pushed registry.acme.com/hello:1, configured registry.acme.com/hello:2
              do:    use the same settings for push and apply, or push again"""
                .formatted(root.resolve("kubeless/result.json")));
  }

  @Test
  void aBuildUnderAnotherNameDoesNotTakeOverTheDigestThatWasPushed() throws IOException {
    record("registry.acme.com/hello:1", "pushed", DIGEST);
    record("registry.acme.com/hello:2", "built", OTHER);
    Function built = named("registry.acme.com/hello:2");
    assertThat(results.pushed(built)).isEqualTo(built);
    record("registry.acme.com/hello:2", "pushed", OTHER);
    assertThat(results.pushed(built).image().digest()).isEqualTo(Optional.of(OTHER));
  }
}
