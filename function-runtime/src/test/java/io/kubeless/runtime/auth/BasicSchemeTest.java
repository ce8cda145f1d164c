package io.kubeless.runtime.auth;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicSchemeTest {
  private static final String SECRET =
      "$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a";
  private static final String UMLAUTS =
      "$2b$04$YWTLjK4YJYIYmeFZA6EiCOXI9h1kP1qKVfOeuDzqgU21qQuTfykei";
  private static final Decision ACCEPTED = new Decision.Accepted(Map.of());

  private final AtomicLong nanos = new AtomicLong();
  private final Semaphore processors = new Semaphore(1);
  private final VerifiedPasswords verified = new VerifiedPasswords();
  private volatile String users = "duke:" + SECRET + "\nåsa:" + UMLAUTS + "\n";
  private final BasicScheme scheme =
      new BasicScheme(
          "shop",
          new MountedFile<>(
              "users",
              () -> Map.of("auth", users.getBytes(StandardCharsets.UTF_8)),
              Htpasswd::parse,
              nanos::get,
              System.getLogger("test")),
          verified,
          processors);

  BasicSchemeTest() throws InvalidAuthentication {}

  private Decision login(String pair) {
    return scheme.check(
        new Credentials(
            "basic", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8))));
  }

  private static Decision denied(Reason reason, String detail) {
    return new Decision.Denied(
        reason, 401, Optional.of("Basic realm=\"shop\", charset=\"UTF-8\""), detail);
  }

  private static final Decision WRONG =
      denied(Reason.PASSWORD, "the user name or the password is wrong");

  @Test
  void aUserWithTheRightPasswordIsAccepted() {
    assertThat(login("duke:secret")).isEqualTo(ACCEPTED);
    assertThat(login("åsa:pässwörd")).isEqualTo(ACCEPTED);
  }

  @Test
  void anUnknownUserAndAWrongPasswordHaveTheSameAnswer() {
    assertThat(login("duke:Secret")).isEqualTo(WRONG);
    assertThat(login("nobody:secret")).isEqualTo(WRONG);
    assertThat(login("Duke:secret")).isEqualTo(WRONG);
    assertThat(login("åsa:secret")).isEqualTo(WRONG);
    assertThat(login(":")).isEqualTo(WRONG);
    assertThat(login("duke:")).isEqualTo(WRONG);
    assertThat(login("duke:secret:")).isEqualTo(WRONG);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "duke", "duke:sec\u0000ret", "duke\n:secret", "duke:secret\r"})
  void malformedCredentialsAreDenied(String pair) {
    assertThat(((Decision.Denied) login(pair)).reason()).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "?", "ZHVrZTpzZWNyZXQ=x", "ZHVrZTpz ZWNyZXQ=", "/////w=="})
  void credentialsThatAreNotBase64OrUtf8AreDenied(String token) {
    assertThat(scheme.check(new Credentials("basic", token)))
        .isEqualTo(denied(Reason.MALFORMED, "a user name and a password are required"));
  }

  @Test
  void anotherSchemeAndALongPasswordAreDenied() {
    assertThat(scheme.check(new Credentials("bearer", "ZHVrZTpzZWNyZXQ=")))
        .isEqualTo(denied(Reason.MALFORMED, "a user name and a password are required"));
    assertThat(((Decision.Denied) login("duke:" + "x".repeat(257))).reason())
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void aVerifiedPasswordNeedsNoProcessorTheNextTime() {
    assertThat(login("duke:secret")).isEqualTo(ACCEPTED);
    processors.acquireUninterruptibly();
    assertThat(login("duke:secret")).isEqualTo(ACCEPTED);
    assertThat(login("duke:Secret"))
        .isEqualTo(
            new Decision.Denied(
                Reason.BUSY, 429, Optional.empty(), "too many passwords are being verified"));
    processors.release();
  }

  @Test
  void aRemovedUserAndAnOldPasswordAreDeniedAfterOneSecond() {
    assertThat(login("duke:secret")).isEqualTo(ACCEPTED);
    users = "duke:" + UMLAUTS + "\n";
    nanos.addAndGet(1_000_000_000);
    assertThat(login("duke:secret")).isEqualTo(WRONG);
    assertThat(login("duke:pässwörd")).isEqualTo(ACCEPTED);
    users = "other:" + SECRET + "\n";
    nanos.addAndGet(1_000_000_000);
    assertThat(login("duke:pässwörd")).isEqualTo(WRONG);
  }

  @Test
  void theUserOfAnInvalidLineIsDeniedAndOthersAreNot() {
    users = "duke:plain\nåsa:" + UMLAUTS + "\n";
    nanos.addAndGet(1_000_000_000);
    assertThat(login("duke:secret")).isEqualTo(WRONG);
    assertThat(login("duke:plain")).isEqualTo(WRONG);
    assertThat(login("åsa:pässwörd")).isEqualTo(ACCEPTED);
  }

  @Test
  void verifiedPasswordsAreBoundedAndOnlyTheirHmacIsKept() {
    PasswordHash hash = PasswordHash.parse(SECRET).orElseThrow();
    byte[] password = "secret".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < 3000; i++) {
      verified.add(verified.name("user" + i, hash, password));
    }
    assertThat(verified.size()).isEqualTo(1000);
    assertThat(verified.name("duke", hash, password))
        .hasSize(64)
        .isEqualTo(verified.name("duke", hash, password))
        .isNotEqualTo(new VerifiedPasswords().name("duke", hash, password))
        .isNotEqualTo(verified.name("duk", hash, password));
  }
}
