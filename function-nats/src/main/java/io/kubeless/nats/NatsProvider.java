package io.kubeless.nats;

import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.EventSourceProvider;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates a source for each NATS trigger in the environment of the process: {@code
 * KUBELESS_NATS_0_NAME}, {@code KUBELESS_NATS_0_SUBJECT} and so on.
 */
public final class NatsProvider implements EventSourceProvider {

  @Override
  public List<EventSource> sources(SourceContext context) throws InvalidSource {
    List<EventSource> sources = new ArrayList<>();
    for (SourceSettings settings : SourceSettings.of(context, "NATS")) {
      sources.add(new NatsSource(NatsSettings.read(settings), context));
    }
    return sources;
  }
}
