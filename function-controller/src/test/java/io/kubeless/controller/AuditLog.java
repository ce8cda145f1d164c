package io.kubeless.controller;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The API server's own record of who has written what, and when. */
record AuditLog(Path policy, Path log) {
  private static final String POLICY =
      """
      apiVersion: audit.k8s.io/v1
      kind: Policy
      omitStages: [RequestReceived, ResponseStarted]
      rules:
      - level: RequestResponse
        verbs: [create, update, patch]
        resources: [{group: coordination.k8s.io, resources: [leases]}]
      - level: Metadata
        verbs: [create, update, patch, delete, deletecollection]
      - level: None
      """;

  /**
   * A request that writes.
   *
   * @param at when the API server received it
   * @param writer the user agent
   * @param object such as {@code deployments/orders}
   * @param holder the holder of a Lease after the write; empty for other objects, and if the Lease
   *     was released
   */
  record Write(Instant at, String writer, String object, String holder) {
    boolean isLease() {
      return object.startsWith("leases/");
    }
  }

  static AuditLog create() throws IOException {
    Path policy = Files.createTempFile("audit", ".yaml");
    Files.writeString(policy, POLICY);
    Path log = Files.createTempFile("audit", ".log");
    policy.toFile().deleteOnExit();
    log.toFile().deleteOnExit();
    return new AuditLog(policy, log);
  }

  List<String> flags() {
    return List.of("--audit-policy-file=" + policy, "--audit-log-path=" + log);
  }

  /** Returns the writes in a namespace in the order of their times, without refused Leases. */
  List<Write> writes(String namespace) throws IOException {
    List<Write> writes = new ArrayList<>();
    for (String line : Files.readString(log).split("\n", -1)) {
      // The server may be writing the last line.
      if (line.endsWith("}")) {
        JsonNode event = new ObjectMapper().readTree(line);
        Write write =
            new Write(
                Instant.parse(event.path("requestReceivedTimestamp").asText()),
                event.path("userAgent").asText(),
                event.at("/objectRef/resource").asText()
                    + "/"
                    + event.at("/objectRef/name").asText(),
                event.at("/responseObject/spec/holderIdentity").asText());
        boolean refused = event.at("/responseStatus/code").asInt() >= 300;
        if (event.at("/objectRef/namespace").asText().equals(namespace)
            && !(write.isLease() && refused)) {
          writes.add(write);
        }
      }
    }
    writes.sort(Comparator.comparing(Write::at));
    return writes;
  }
}
