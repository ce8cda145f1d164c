package io.kubeless.maven;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.List;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** Kafka's client, of which the project selects the version if it uses or manages it. */
final class KafkaClients {
  // Since this version, a member of a share group can renew the lock of an event.
  private static final String LEAST = "4.2";

  private KafkaClients() {}

  /** Refuses a class path with a version that is too old for the source of events. */
  static void check(List<ClassPathEntry> classPath) {
    for (ClassPathEntry each : classPath) {
      String version = each.artifact().getVersion();
      if (each.artifact().getGroupId().equals("org.apache.kafka")
          && each.artifact().getArtifactId().equals("kafka-clients")
          && new ComparableVersion(version).compareTo(new ComparableVersion(LEAST)) < 0) {
        throw new ProblemException(
            Problem.of(ErrorCode.KAFKA_INCOMPATIBLE, "kafka-clients %s is too old", version)
                .at("%s", String.join(" > ", each.path()))
                .because("a Kafka trigger needs kafka-clients %s or later", LEAST)
                .remedy(
                    "set the version of org.apache.kafka:kafka-clients in <dependencyManagement>"));
      }
    }
  }
}
