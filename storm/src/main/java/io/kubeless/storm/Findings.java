package io.kubeless.storm;

import java.util.List;
import java.util.Map;

/**
 * What a storm has found.
 *
 * @param sent number of events that the broker has acknowledged
 * @param lost events that were neither handled nor became dead letters
 * @param deadLetters number of dead letters
 * @param duplicates number of repetitions
 * @param mostDuplicates the number that the kills explain
 * @param outOfOrder events that began before the previous one of their key was handled
 * @param inFlight number of events in flight at each kill
 * @param unacknowledged what the broker would deliver again, such as partitions whose committed
 *     offset is not their end
 * @param seconds duration
 */
record Findings(
    int sent,
    List<Long> lost,
    int deadLetters,
    long duplicates,
    long mostDuplicates,
    List<Sent> outOfOrder,
    List<Integer> inFlight,
    Map<String, String> unacknowledged,
    double seconds) {

  /** Returns whether nothing was lost, and nothing happened that the kills do not explain. */
  boolean good() {
    return lost.isEmpty()
        && duplicates <= mostDuplicates
        && outOfOrder.isEmpty()
        && unacknowledged.isEmpty();
  }

  /** Returns the report, one line for each finding. */
  String report() {
    long effective = inFlight.stream().filter(count -> count > 0).count();
    return String.join(
        "\n",
        "sent           " + sent + " in " + Math.round(seconds) + " s",
        "lost           " + lost.size() + (lost.isEmpty() ? "" : ", such as " + few(lost)),
        "dead letters   " + deadLetters,
        "duplicates     " + duplicates + " of at most " + mostDuplicates,
        "out of order   "
            + outOfOrder.size()
            + (outOfOrder.isEmpty() ? "" : ", such as " + few(outOfOrder)),
        "kills          "
            + inFlight.size()
            + ", of which "
            + effective
            + " with events in flight: "
            + inFlight,
        "unacknowledged " + (unacknowledged.isEmpty() ? "nothing" : unacknowledged),
        good() ? "nothing lost" : "FAILED");
  }

  private static String few(List<?> all) {
    return all.subList(0, Math.min(5, all.size())).toString();
  }
}
