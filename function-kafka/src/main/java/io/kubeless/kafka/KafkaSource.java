package io.kubeless.kafka;

import io.kubeless.runtime.source.Calls;
import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.Health;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.MetricSink;
import io.kubeless.runtime.source.NewEvent;
import io.kubeless.runtime.source.SourceContext;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Receives the events of one trigger. */
final class KafkaSource implements EventSource {
  // Kept, because the JDK keeps no logger that nobody uses, and forgets its level with it.
  private static final Logger CLIENTS = Logger.getLogger("org.apache.kafka");

  private final KafkaSettings settings;
  private final SourceContext context;
  private volatile @Nullable Receiver receiver;

  KafkaSource(KafkaSettings settings, SourceContext context) {
    this.settings = settings;
    this.context = context;
    if (CLIENTS.getLevel() == null) { // at INFO, each client writes its whole configuration
      CLIENTS.setLevel(Level.WARNING);
    }
  }

  @Override
  public String name() {
    return "kafka-" + settings.name();
  }

  @Override
  public void start(Calls calls) {
    Path journalFile =
        Path.of(
            System.getProperty("java.io.tmpdir"),
            "kubeless-" + context.functionName() + "-" + name() + ".journal");
    Receiver created =
        switch (settings.mode()) {
          case STREAM -> new StreamReceiver(name(), settings, context, calls, journalFile);
          case QUEUE -> new QueueReceiver(name(), settings, context, calls, journalFile);
        };
    receiver = created;
    created.start();
  }

  private ClientProperties properties() {
    return new ClientProperties(settings, Runtime.getRuntime().maxMemory());
  }

  @Override
  public void pause() {
    Receiver present = receiver;
    if (present != null) {
      present.pause();
    }
  }

  @Override
  public void resume() {
    Receiver present = receiver;
    if (present != null) {
      present.resume();
    }
  }

  @Override
  public void drain(Duration most) throws InterruptedException {
    Receiver present = receiver;
    if (present != null) {
      present.drain(most);
      if (!context.isReplaced()) {
        forget();
      }
    }
  }

  @Override
  public String publish(NewEvent event) throws InvalidSource, IOException, InterruptedException {
    return Publication.publish(settings, properties(), event);
  }

  @Override
  public void forget() throws InterruptedException {
    if (settings.temporary()) {
      TemporaryGroup.delete(settings, properties(), context.logger());
    }
  }

  @Override
  public Health health() {
    Receiver present = receiver;
    return present == null ? Health.notReady(name() + ": not started") : present.health();
  }

  @Override
  public void metrics(MetricSink sink) {
    Receiver present = receiver;
    if (present != null) {
      present.metrics(sink);
    }
  }
}
