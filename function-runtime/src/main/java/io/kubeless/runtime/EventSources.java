package io.kubeless.runtime;

import io.kubeless.runtime.source.EventSource;
import io.kubeless.runtime.source.EventSourceProvider;
import io.kubeless.runtime.source.InvalidSource;
import io.kubeless.runtime.source.SourceContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/** The sources of events from modules in the image. */
final class EventSources {
  private EventSources() {}

  /**
   * Finds the sources that the environment describes.
   *
   * @throws InvalidSource if a source cannot be created; the message is for the termination log
   */
  static List<EventSource> find(SourceContext context, ClassLoader loader) throws InvalidSource {
    return find(ServiceLoader.load(EventSourceProvider.class, loader), context);
  }

  /** Returns the sources that the environment describes, of the providers of the image. */
  static List<EventSource> find(Descriptor descriptor, SourceContext context, ClassLoader loader)
      throws InvalidSource {
    return find(descriptor.providers(EventSourceProvider.class, loader), context);
  }

  private static List<EventSource> find(
      Iterable<EventSourceProvider> providers, SourceContext context) throws InvalidSource {
    List<EventSource> sources = new ArrayList<>();
    try {
      for (EventSourceProvider provider : providers) {
        sources.addAll(provider.sources(context));
      }
    } catch (ServiceConfigurationError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new InvalidSource("an event source cannot be loaded: " + cause);
    }
    return sources;
  }

  /** Drains sources at the same time, each on its own thread, and waits for all of them. */
  static void drain(List<EventSource> sources, Duration most, JsonLog log)
      throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (EventSource source : sources) {
      Thread thread =
          new Thread(
              () -> {
                try {
                  source.drain(most);
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                } catch (Throwable e) { // an Error must not prevent the end of the process either
                  log.failure("runtime", "the shutdown of " + source.name() + " failed", e);
                }
              },
              "drain-" + source.name());
      thread.setDaemon(true);
      thread.start();
      threads.add(thread);
    }
    long end = System.nanoTime() + most.plusSeconds(1).toNanos();
    for (Thread thread : threads) {
      thread.join(Math.max(1, Duration.ofNanos(end - System.nanoTime()).toMillis()));
    }
  }
}
