package io.kubeless.kafka;

import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.EventSourceProvider;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceContext;
import io.kubeless.runtime.source.SourceSettings;
import java.util.ArrayList;
import java.util.List;

/**
 * Creates a source for each Kafka trigger in the environment of the process: {@code
 * KUBELESS_KAFKA_0_NAME}, {@code KUBELESS_KAFKA_0_TOPIC} and so on.
 */
public final class KafkaProvider implements EventSourceProvider {

  @Override
  public List<EventSource> sources(SourceContext context) throws InvalidSource {
    List<EventSource> sources = new ArrayList<>();
    for (SourceSettings settings : SourceSettings.of(context, "KAFKA")) {
      sources.add(new KafkaSource(KafkaSettings.read(settings, context.environment()), context));
    }
    return sources;
  }
}
