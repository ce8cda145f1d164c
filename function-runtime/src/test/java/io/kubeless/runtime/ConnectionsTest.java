package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  private static final long MEBIBYTE = 1 << 20;
  private static final OptionalLong POD = OptionalLong.of(256 * MEBIBYTE);
  private static final OptionalLong UNLIMITED = OptionalLong.empty();

  @Test
  void requestsOnVirtualThreadsAreBoundedByTheHeap() {
    assertThat(Connections.busy(1000, 184 * MEBIBYTE, POD, UNLIMITED, true)).isEqualTo(3925);
    assertThat(Connections.busy(1000, 4096 * MEBIBYTE, UNLIMITED, UNLIMITED, true)).isEqualTo(4048);
  }

  @Test
  void requestsOnPlatformThreadsAreBoundedByWhatTheLimitLeavesBesideTheHeap() {
    assertThat(Connections.busy(1000, 184 * MEBIBYTE, POD, UNLIMITED, false)).isEqualTo(327);
    assertThat(Connections.busy(1000, 184 * MEBIBYTE, UNLIMITED, UNLIMITED, false)).isEqualTo(3925);
  }

  @Test
  void connectionsLeaveAQuarterOfTheFilesToTheFunction() {
    OptionalLong few = OptionalLong.of(1024);
    int busy = Connections.busy(1000, 184 * MEBIBYTE, UNLIMITED, few, true);
    assertThat(busy).isEqualTo(768);
    assertThat(Connections.open(busy, 184 * MEBIBYTE, few)).isEqualTo(768);
  }

  @Test
  void aFewConnectionsAreAlwaysThere() {
    assertThat(Connections.busy(1, MEBIBYTE, OptionalLong.of(MEBIBYTE), UNLIMITED, false))
        .isEqualTo(64);
    assertThat(Connections.open(64, MEBIBYTE, OptionalLong.of(16))).isEqualTo(64);
  }

  @Test
  void idleConnectionsAreBoundedByHeapAndFilesOnly() {
    assertThat(Connections.open(327, 184 * MEBIBYTE, UNLIMITED)).isEqualTo(11776);
    assertThat(Connections.open(327, 184 * MEBIBYTE, OptionalLong.of(1024))).isEqualTo(768);
    assertThat(Connections.open(4048, 184L << 40, UNLIMITED)).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void theLimitOfFilesIsThatOfTheProcess() {
    String limits =
        "Limit                     Soft Limit           Hard Limit           Units     \n"
            + "Max core file size        0                    unlimited            bytes     \n"
            + "Max open files            20000                30000                files     \n";

    assertThat(Connections.files(limits)).hasValue(20000);
    assertThat(Connections.files(limits.replace("20000", "unlimited"))).isEmpty();
  }
}
