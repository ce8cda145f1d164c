package io.kubeless.runtime.source;

import java.util.List;

/**
 * Creates the sources of one kind; found by {@link java.util.ServiceLoader}. A provider has a
 * public constructor without parameters, and is named in {@code
 * META-INF/services/io.kubeless.runtime.source.EventSourceProvider}.
 */
@FunctionalInterface
public interface EventSourceProvider {

  /**
   * Creates a source for each trigger that the environment describes, without connecting to it.
   *
   * @return the sources, empty if the environment describes no trigger of this kind
   * @throws InvalidSource if a setting is missing or invalid
   */
  List<EventSource> sources(SourceContext context) throws InvalidSource;
}
