package io.kubeless.maven;

import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.RuntimePart;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The positions in brokers of processes that were replaced. They remain for the next process, and
 * are deleted here if there is none in the end: the code does not compile, or the triggers are
 * others now.
 */
final class LeftGroups {
  private final Map<List<Object>, LocalRun> runs = new LinkedHashMap<>();
  private List<Object> serving = List.of();

  /** Notes a process that has started. */
  synchronized void started(LocalRun run) {
    Function function = run.function();
    serving = List.of(function.name(), function.namespace(), function.exposure());
    boolean events =
        function.parts().contains(RuntimePart.KAFKA) || function.parts().contains(RuntimePart.NATS);
    if (events && !run.settings().joinGroup()) {
      runs.put(serving, run);
    }
  }

  /** Notes that no process has started, so that none deletes anything at its end. */
  synchronized void failed() {
    serving = List.of();
  }

  /** Deletes all positions, except those of a process that serves and deletes its own. */
  synchronized void delete() throws IOException {
    runs.remove(serving);
    for (LocalRun each : runs.values()) {
      each.publisher().forget(each.function(), each.settings());
    }
    runs.clear();
  }
}
