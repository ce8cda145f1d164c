package io.kubeless.storm;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class NatsStormIT extends SmallStorms {
  NatsStormIT() {
    super("nats", 19310);
  }

  @BeforeAll
  static void requireServer() {
    boolean required = "required".equals(System.getenv("KUBELESS_IT_CLUSTER"));
    assumeTrue(
        required || Files.isExecutable(NatsStream.SERVER),
        NatsStream.SERVER + " is missing; run it/cluster/install");
  }

  @Test
  void aConsumerThatAcknowledgesFirstLosesEventsAndTheStormReportsIt() throws Exception {
    isReported("ack-first", "--events 1200 --per-second 60 --millis 30 --kills 4");
  }

  @Test
  void aConsumerWithoutAcknowledgementsLosesEventsAndTheStormReportsIt() throws Exception {
    isReported("ack-none", "--events 1200 --per-second 60 --millis 30 --kills 4");
  }
}
