package io.kubeless.nats;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubjectsTest {

  @ParameterizedTest
  @CsvSource({
    "a.b, a.b, true",
    "a.b, a.c, false",
    "a.*, a.b, true",
    "a.*, a, false",
    "a.*, a.b.c, false",
    "a.>, a.b.c, true",
    "a.>, a, false",
    ">, a.b, true",
    "*.b, a.*, true",
    "*.b, a.c, false"
  })
  void subjectsOverlapIfOneSubjectMatchesBoth(String one, String other, boolean overlap) {
    assertThat(Subjects.overlap(one, other)).isEqualTo(overlap);
    assertThat(Subjects.overlap(other, one)).isEqualTo(overlap);
  }

  @ParameterizedTest
  @CsvSource({"a.b, true", "a.>, true", "*, true", "'', false", "a.>.b, false", "'a b', false"})
  void aSubjectHasTokensAndWildcardsWhereTheyAreAllowed(String subject, boolean valid) {
    assertThat(Subjects.valid(subject)).isEqualTo(valid);
  }
}
