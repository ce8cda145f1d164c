package io.kubeless.packaging.model;

import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A part of the runtime, which an image contains if its function needs it: the artifact that brings
 * it, and the memory that it takes outside the heap. Parts are added to the class path in the order
 * of this enum.
 */
public enum RuntimePart {
  /** The server, in every image: its code, threads and buffers, and the JVM's own. */
  SERVER("kubeless-function-runtime", 72),

  /** JSON binding of typed events and answers, which is mostly classes of Jackson. */
  JSON("kubeless-function-json", 24);

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

  /** Returns how many bytes of a container's memory the heap leaves to parts. */
  public static long reserveBytes(Set<RuntimePart> parts) {
    return parts.stream().mapToLong(part -> part.reserveMebibytes).sum() << 20;
  }

  /** Returns the artifact of the group {@code io.kubeless} that brings the part. */
  public String artifactId() {
    return artifactId;
  }
}
