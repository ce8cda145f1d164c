package io.kubeless.storm;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all processes have written.
 *
 * @param handled number of times that each event was handled completely
 * @param firstStart when the handling of each event began first, in microseconds since 1970
 * @param lastStart when it began last
 * @param firstDone when it ended first
 * @param inFlight number of events that each process had begun and not ended
 */
record Ledger(
    Map<Long, Integer> handled,
    Map<Long, Long> firstStart,
    Map<Long, Long> lastStart,
    Map<Long, Long> firstDone,
    Map<Long, Integer> inFlight) {

  static Ledger read(Path directory) throws IOException {
    Ledger ledger =
        new Ledger(
            new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>(), new HashMap<>());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*.ledger")) {
      for (Path file : files) {
        Set<Long> open = new HashSet<>();
        for (String line : Files.readAllLines(file)) {
          String[] words = line.split(" ", -1);
          long id = Long.parseLong(words[1]);
          if (words[0].equals("start")) {
            open.add(id);
            ledger.firstStart.merge(id, Long.parseLong(words[3]), Math::min);
            ledger.lastStart.merge(id, Long.parseLong(words[3]), Math::max);
          } else {
            open.remove(id);
            ledger.handled.merge(id, 1, Integer::sum);
            ledger.firstDone.merge(id, Long.parseLong(words[2]), Math::min);
          }
        }
        String name = file.getFileName().toString();
        ledger.inFlight.put(Long.valueOf(name.substring(0, name.indexOf('.'))), open.size());
      }
    }
    return ledger;
  }

  /** Returns the number of repetitions. */
  long duplicates() {
    return handled.values().stream().mapToLong(count -> count - 1).sum();
  }

  /**
   * Returns the events that began before the previous event of the same key was settled. An event
   * is settled when it was handled. A dead letter that was never handled is settled after its last
   * attempt began; one without an attempt is left out.
   *
   * @param sent in the order of their numbers
   * @param deadLetters ids of the events that became dead letters
   */
  List<Sent> outOfOrder(List<Sent> sent, Set<Long> deadLetters) {
    List<Sent> wrong = new ArrayList<>();
    Map<String, Sent> previous = new HashMap<>();
    for (Sent event : sent) {
      Sent before = previous.get(event.key());
      Long start = firstStart.get(event.id());
      Long settled = before == null ? null : settled(before, deadLetters);
      if (before != null && start != null && (settled == null || settled > start)) {
        wrong.add(event);
      }
      if (start != null || !deadLetters.contains(event.id())) {
        previous.put(event.key(), event);
      }
    }
    return wrong;
  }

  private @Nullable Long settled(Sent event, Set<Long> deadLetters) {
    Long done = firstDone.get(event.id());
    return done == null && deadLetters.contains(event.id()) ? lastStart.get(event.id()) : done;
  }
}
