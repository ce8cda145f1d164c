package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A part of the runtime, which an image contains if its function needs it: an artifact, and the
 * memory that it needs outside the heap. Parts are added to the class path in the order of this
 * enum.
 */
public enum RuntimePart {
  /** The server, which is in every image: its code, threads and buffers, and those of the JVM. */
  SERVER("kubeless-function-runtime", 72),

  /** JSON binding of typed events and answers, whose memory is mostly for classes of Jackson. */
  JSON("kubeless-function-json", 24),

  /** The source of events of Kafka triggers: classes of Kafka's client, and its buffers. */
  KAFKA("kubeless-function-kafka", 40),

  /** The source of events of NATS triggers: classes of NATS's client, and its buffers. */
  NATS("kubeless-function-nats", 32);

  private final String artifactId;
  private final int reserveMebibytes;

  RuntimePart(String artifactId, int reserveMebibytes) {
    this.artifactId = artifactId;
    this.reserveMebibytes = reserveMebibytes;
  }

  /** Returns the parts that an image contains for a handler and its triggers. */
  public static Set<RuntimePart> of(HandlerClass handler, List<Trigger> triggers) {
    Set<RuntimePart> parts = EnumSet.of(SERVER);
    parts.addAll(handler.parts());
    triggers.forEach(each -> parts.addAll(each.renderer().parts()));
    return Collections.unmodifiableSet(parts);
  }

  /**
   * Returns the number of bytes of a container's memory that are reserved for parts, outside the
   * heap.
   */
  public static long reserveBytes(Set<RuntimePart> parts) {
    return parts.stream().mapToLong(part -> part.reserveMebibytes).sum() << 20;
  }

  /** Returns the artifact of the group {@code io.kubeless} that contains the part. */
  public String artifactId() {
    return artifactId;
  }
}
