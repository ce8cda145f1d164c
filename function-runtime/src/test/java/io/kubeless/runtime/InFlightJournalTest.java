package io.kubeless.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.kubeless.runtime.source.InFlightJournal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InFlightJournalTest {
  @TempDir private Path directory;

  @Test
  void recordsThatWereBeingProcessedAtTheEndOfTheProcessAreSuspected() {
    Path file = directory.resolve("journal");
    try (InFlightJournal journal = InFlightJournal.open(file, 3)) {
      journal.begin(0, 7, 0);
      int ended = journal.begin(1, 8, 0);
      journal.begin(1, 5_000_000_000L, 1);
      journal.end(ended);
    }
    try (InFlightJournal journal = InFlightJournal.open(file, 3)) {
      assertThat(journal.suspects(0)).isEqualTo(Map.of(7L, 1));
      assertThat(journal.suspects(1)).isEqualTo(Map.of(5_000_000_000L, 2));
      assertThat(journal.suspects(2)).isEmpty();
    }
    try (InFlightJournal journal = InFlightJournal.open(file, 3)) {
      assertThat(journal.suspects(0)).isEmpty(); // it was not being processed again
    }
  }

  @Test
  void aJournalOfMoreParallelCallsIsReadCompletely() {
    Path file = directory.resolve("journal");
    try (InFlightJournal journal = InFlightJournal.open(file, 10)) {
      for (int i = 0; i < 10; i++) {
        journal.begin(0, i, 0);
      }
    }
    try (InFlightJournal journal = InFlightJournal.open(file, 2)) {
      assertThat(journal.suspects(0)).hasSize(10);
    }
  }

  @Test
  void aSlotIsUsedAgain() {
    Path file = directory.resolve("journal");
    try (InFlightJournal journal = InFlightJournal.open(file, 1)) {
      for (int i = 0; i < 100; i++) {
        journal.end(journal.begin(0, i, 0));
      }
      journal.begin(0, 100, 0);
    }
    try (InFlightJournal journal = InFlightJournal.open(file, 1)) {
      assertThat(journal.suspects(0)).isEqualTo(Map.of(100L, 1));
    }
  }

  @Test
  void withoutAFileNothingIsSuspected() throws Exception {
    Path notADirectory = Files.createFile(directory.resolve("file"));
    try (InFlightJournal journal = InFlightJournal.open(notADirectory.resolve("journal"), 1)) {
      journal.end(journal.begin(0, 1, 0));
      assertThat(journal.suspects(0)).isEmpty();
    }
  }

  @Test
  void aJournalThatAnotherProcessHasOpenIsNotShared() {
    Path file = directory.resolve("journal");
    try (InFlightJournal one = InFlightJournal.open(file, 1);
        InFlightJournal other = InFlightJournal.open(file, 1)) {
      one.begin(0, 1, 0);
      other.begin(0, 2, 0);
    }
    try (InFlightJournal journal = InFlightJournal.open(file, 1)) {
      assertThat(journal.suspects(0)).isEqualTo(Map.of(1L, 1));
    }
  }
}
