package io.kubeless.runtime.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimestampTest {
  private static final DateTimeFormatter IMF_FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  @Test
  void theExampleOfRfc9110IsWrittenAsThere() {
    assertThat(Timestamp.httpDate(784_111_777_000L)).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
  }

  @Test
  void anyTimeIsWrittenAsJavaTimeWritesIt() {
    Random random = new Random(1);
    for (int i = 0; i < 10_000; i++) {
      long millis = random.nextLong(-2_208_988_800_000L, 4_102_444_800_000L);
      Instant instant = Instant.ofEpochMilli(millis);
      assertThat(Timestamp.httpDate(millis)).isEqualTo(IMF_FIXDATE.format(instant));
      assertThat(Instant.parse(Timestamp.rfc3339(millis)))
          .isEqualTo(instant.truncatedTo(ChronoUnit.MILLIS));
      assertThat(Timestamp.rfc3339(millis)).hasSize(24);
    }
  }
}
