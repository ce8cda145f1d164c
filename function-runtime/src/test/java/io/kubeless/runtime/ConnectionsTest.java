package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final OptionalLong POD = OptionalLong.of(256 * MEBIBYTE);

  @Test
  void connectionsOnVirtualThreadsAreBoundedByTheHeap() {
    assertThat(Connections.most(1000, 184 * MEBIBYTE, POD, true)).isEqualTo(3925);
    assertThat(Connections.most(1000, 4096 * MEBIBYTE, OptionalLong.empty(), true)).isEqualTo(4048);
  }

  @Test
  void connectionsOnPlatformThreadsAreBoundedByWhatTheLimitLeavesBesideTheHeap() {
    assertThat(Connections.most(1000, 184 * MEBIBYTE, POD, false)).isEqualTo(327);
    assertThat(Connections.most(1000, 184 * MEBIBYTE, OptionalLong.empty(), false)).isEqualTo(3925);
  }

  @Test
  void aFewConnectionsAreAlwaysThere() {
    assertThat(Connections.most(1, MEBIBYTE, OptionalLong.of(MEBIBYTE), false)).isEqualTo(64);
  }
}
