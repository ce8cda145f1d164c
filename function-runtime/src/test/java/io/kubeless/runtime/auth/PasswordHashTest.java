package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The hashes are those of crypt(3) in libxcrypt 4.4. */
class PasswordHashTest {
  private static PasswordHash hash(String text) {
    return PasswordHash.parse(text).orElseThrow();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({
    "secret, $2b$04$mdnKz1SOUOSGZ8IK.vU4ROO/LW72Jh./7XCECxPZytvDyU59nJ3BC",
    "secret, $2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
    "secret, $2a$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
    "U*U*, $2b$04$t5UpM5/2IIpEdDNUoImCIOsrK9zNLWG4nJRKE9ClCXLVjgXZmgJ9O",
    "'', $2b$04$YcrRbJRyp4aA/2jTeRz5Mud6FdrZAeHntMDYY.rgjFcPwM1yTJ3tu",
    "pässwörd, $2b$04$YWTLjK4YJYIYmeFZA6EiCOXI9h1kP1qKVfOeuDzqgU21qQuTfykei",
    "secret, $5$U9NLaHsKPRQDQQlI$glRBImgWkbYH83calOGzX.W6eaiFIBXTwdFT5Mwk1P8",
    "U*U*, $5$P4J5yPof6vDxVvOU$WQGDRjsPhAkvmC7v7Q.r.w8hA6Q7WkPeH0EHC8fjkl.",
    "'', $5$J9IrMV/70ma20wgs$kia7.zfFvW5SkCwTJABaMpdRzHSAtm4XJs1CAwm6Y./",
    "pässwörd, $5$rS4k5oqRADtrnTPs$tHZuTSfSUzY0.XdlyNWsPfWME9LIh7UtzQ8PcVFzfA/",
    "secret, $5$rounds=1000$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
    "secret, $5$rounds=7777$saltsalt$frAhwbW30rSZYoHMxO5GJONzuy75JT5LVuF9ncBiEx9",
    "secret, $6$B7H7nsOoaNyBYv7l$gdCPbiffXkvziFprjaZMq8wrlCPs0.hSVAzeXtg3Nu2QO3HSr/2v6asHdUs6l1cGdpA3klgAALm4cjC1/HN140",
    "U*U*, $6$dku8mIWBfJZsi7ht$RzKjCWqZv1U48uxbLC6E7WPRDLsGQVZmbYMO4aK/ToHNrc9UF0qblgIv218beomsUGL4qBfeeRXqrf6dVhD0L/",
    "'', $6$s5WgKd1gNdsC1eC5$zHGZhET6UKs5W4kMI67eVoZpCegLYJ2tH/tSdQCIFEf871ZlwqeyJ/2iqVyJVMTRfBiF7cWGU9BW9XO0OM9Z7/",
    "'', $6$$/chiBau24cE26QQVW3IfIe68Xu5.JQ4E8Ie7lcRLwqxO5cxGuBhqF2HmTL.zWJ9zjChg3yJYFXeGBQ2y3Ba1d1",
    "pässwörd, $6$T6dDAi2FbrW2PZrm$wUmL5GEvsRVTq.AO5y4npk1vdtCg6iyNqvTxY54VxaiwJr56C9usmUgNtfKh/W7ME9CjoIwQ9yCF5Efz7W66s.",
    "secret, $6$rounds=7777$saltsalt$MizFEJRw.MhOSYBUAYQQyWccf4YMGV7KWOBjR2pZWd4gKWd0QluGSwuvXiJ9cZCQ1qJf6O3srKAPtCKDFr5nj0"
  })
  void aPasswordMatchesItsHashAndNoOtherDoes(String password, String text) {
    assertThat(hash(text).of(bytes(password))).isEqualTo(text);
    assertThat(hash(text).matches(bytes(password))).isTrue();
    assertThat(hash(text).matches(bytes(password + "x"))).isFalse();
    assertThat(hash(text).matches(bytes(" " + password))).isFalse();
    String changed = text.replaceFirst("[^/]$", "/");
    if (!changed.equals(text)) {
      assertThat(PasswordHash.parse(changed).stream().noneMatch(h -> h.matches(bytes(password))))
          .isTrue();
    }
  }

  @Test
  void longPasswordsAreHashedLikeByOtherPrograms() {
    assertThat(hash("$2b$04$mDWvKEMSlVKdO/N7cqepRu7YE8TSopQpXAHB3uN.iggjwrMVpa3Ti"))
        .matches(hash -> hash.matches(bytes("x".repeat(100))));
    assertThat(hash("$2b$04$abcdefghijklmnopqrstuubzadhGtS2zEF.gu0yd0opP6cVzb.e0i"))
        .matches(hash -> hash.matches(bytes("x".repeat(72))))
        .matches(hash -> !hash.matches(bytes("x".repeat(71))));
    assertThat(hash("$2b$04$abcdefghijklmnopqrstuu.gc7UY/21CSNJGJg21jJzx9QiOpJ9bO"))
        .matches(hash -> hash.matches(bytes("x".repeat(71))));
    assertThat(hash("$5$zaeGY9PpJjowMWXS$FP5xs/x1bwte1LQdSVlrPy9wGjLawxG8HiK1RYchn8."))
        .matches(hash -> hash.matches(bytes("x".repeat(100))));
    assertThat(
            hash(
                "$6$rounds=1400$anotherlongsalts$POfYwTEok97VWcjxIiSOjiykti.o/pQs.wPvMxQ6Fm7I6IoYN3"
                    + "CmLs66x9t0oSwbtEW7o7UmJEiDwGqd8p4ur1"))
        .matches(
            hash ->
                hash.matches(
                    bytes(
                        "a very much longer text to encrypt.  This one even stretches over morethan"
                            + " one line.")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "secret",
        "{SHA}5en6G6MezRroT3XKqkdPOmY/BfQ=",
        "$apr1$OFG3Xybp$ckL0FHDAkoXYIlH9.cysT0",
        "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
        "rqXexS6ZhobKA",
        "$2x$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2y$03$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2y$16$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2y$5$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a",
        "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0",
        "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0aa",
        "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEi",
        "$5$rounds=999$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
        "$5$rounds=1000001$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
        "$5$rounds=99999999$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
        "$6$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
        "$7$saltsalt$eKLZU9t9OoPWrqOQsoTIKG0aYkZ5rGOoOQhiIvoSWX2",
        "$y$j9T$F5Jx5fExrKuPp53xLKQ..1$X3DX6M94c7o.9agCG9G317fhZg9SqC.5i5rd.RhAtQ7"
      })
  void otherHashesAreRefused(String text) {
    assertThat(PasswordHash.parse(text)).isEmpty();
  }

  @Test
  void theStateOfBlowfishBeginsAndEndsWithTheDigitsOfPi() {
    int[] words = PiDigits.words(1042);
    assertThat(words[0]).isEqualTo(0x243f6a88);
    assertThat(words[17]).isEqualTo(0x8979fb1b);
    assertThat(words[18]).isEqualTo(0xd1310ba6);
    assertThat(words[1041]).isEqualTo(0x3ac372e6);
  }
}
