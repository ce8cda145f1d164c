package io.kubeless.packaging.kubeconfig;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.ProblemException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.function.Function;

/**
 * The output of a login command.
 *
 * @param login a token, a certificate or both
 * @param expiry when the command must run again; {@link Instant#MAX} if it printed no time
 * @see <a
 *     href="https://kubernetes.io/docs/reference/config-api/client-authentication.v1/">ExecCredential</a>
 */
record ExecCredential(Login login, Instant expiry) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Reads the output of a login command.
   *
   * @param apiVersion the version that the kubeconfig declares for the command
   * @param failure creates the problem from a reason
   * @throws ProblemException if the output is not a credential of this version
   */
  static ExecCredential of(
      String printed, String apiVersion, Function<Message, ProblemException> failure) {
    JsonNode credential;
    try {
      credential = JSON.readTree(printed);
    } catch (JsonProcessingException e) {
      throw failure.apply(Message.of("its output is not JSON"));
    }
    String version = credential.path("apiVersion").asText("");
    if (!credential.path("kind").asText("").equals("ExecCredential")
        || !version.equals(apiVersion)) {
      throw failure.apply(
          Message.of(
              "it printed %s of %s, and ExecCredential of %s is expected",
              credential.path("kind").asText("no kind"),
              version.isEmpty() ? "no version" : version,
              apiVersion));
    }
    JsonNode status = credential.path("status");
    return new ExecCredential(
        login(status, failure), expiry(status.path("expirationTimestamp").asText(""), failure));
  }

  private static Login login(JsonNode status, Function<Message, ProblemException> failure) {
    String token = status.path("token").asText("");
    String certificate = status.path("clientCertificateData").asText("");
    String key = status.path("clientKeyData").asText("");
    if (certificate.isEmpty() != key.isEmpty()) {
      throw failure.apply(Message.of("it printed only one of certificate and key"));
    }
    if (token.isEmpty() && key.isEmpty()) {
      throw failure.apply(Message.of("it printed neither a token nor a certificate"));
    }
    Login login = token.isEmpty() ? Login.NOBODY : Login.bearer(token);
    return login.with(
        key.isEmpty() ? Optional.empty() : Optional.of(certificate(certificate, key, failure)));
  }

  private static ClientCertificate certificate(
      String certificate, String key, Function<Message, ProblemException> failure) {
    try {
      return ClientCertificate.of(
          certificate.getBytes(StandardCharsets.UTF_8), key.getBytes(StandardCharsets.UTF_8));
    } catch (GeneralSecurityException e) {
      throw failure.apply(
          Message.of("its certificate cannot be used: %s", String.valueOf(e.getMessage())));
    }
  }

  private static Instant expiry(String text, Function<Message, ProblemException> failure) {
    try {
      return text.isEmpty() || text.equals("null")
          ? Instant.MAX
          : OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw failure.apply(Message.of("its expirationTimestamp is not a time: %s", text));
    }
  }
}
