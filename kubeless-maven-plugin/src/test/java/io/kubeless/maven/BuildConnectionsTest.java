package io.kubeless.maven;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.packaging.image.Registries;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BuildConnectionsTest {
  @TempDir Path directory;
  private final AtomicInteger opened = new AtomicInteger();
  private BuildConnections connections;

  @BeforeEach
  void create() throws Exception {
    connections = BuildConnections.of(new Reactor(directory, "").session());
  }

  private void use() {
    connections.registries(
        false,
        () -> {
          opened.incrementAndGet();
          return new Registries(false, host -> Optional.empty());
        });
  }

  @Test
  void connectionsThatAreLeftAreUsedByTheNextGoalAndClosedAfterIt() {
    connections.begin();
    use();
    connections.end(true);
    connections.begin();
    use();
    connections.end(false);
    assertThat(opened).hasValue(1);
    connections.begin();
    use();
    assertThat(opened).hasValue(2);
  }

  @Test
  void connectionsAreClosedAlthoughAGoalThatLeavesThemHasEndedBefore() {
    connections.begin();
    use();
    connections.begin();
    use();
    connections.end(true);
    connections.end(false);
    connections.begin();
    use();
    assertThat(opened).hasValue(2);
  }
}
