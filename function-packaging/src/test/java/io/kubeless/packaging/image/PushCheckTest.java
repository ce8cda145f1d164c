package io.kubeless.packaging.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kubeless.packaging.model.Image;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PushCheckTest {
  private static final Login SOMEBODY = new Login("somebody", "secret");

  private static void check(FakeRegistry registry, Optional<Login> login) {
    PushCheck.check(
        new Registries(true, host -> login),
        new Image(registry.host("localhost") + "/team/hello:1.0", Optional.empty(), "", List.of()));
  }

  @Test
  void anAccountThatMayPushUploadsTwoBytesAndNoImage() throws Exception {
    try (FakeRegistry registry = FakeRegistry.plain(Optional.of(SOMEBODY))) {
      check(registry, Optional.of(SOMEBODY));
      assertThat(registry.bytesOfBlobs()).isEqualTo(2);
      assertThat(registry.requests()).noneMatch(line -> line.contains("/manifests/"));
    }
  }

  @Test
  void anAccountThatMayNotPushIsReported() throws Exception {
    try (FakeRegistry registry = FakeRegistry.plain(Optional.of(SOMEBODY))) {
      assertThatThrownBy(() -> check(registry, Optional.of(new Login("nobody", "secret"))))
          .hasMessageStartingWith("KUBELESS-104 The registry denies access to localhost:")
          .hasMessageNotContaining("secret");
    }
  }
}
