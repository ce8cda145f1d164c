package io.kubeless.packaging.kubeconfig;

import io.kubeless.packaging.model.Message;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The token of a user's {@code token} and {@code tokenFile}. */
record BearerToken(KubeconfigEntry user) {

  boolean isSet() {
    return user.text("token").isPresent() || user.text("tokenFile").isPresent();
  }

  /**
   * Returns the current content of the file, without white space around it; or the literal token if
   * the file cannot be read.
   */
  String text() {
    Optional<String> literal = user.text("token");
    Optional<String> file = user.path("tokenFile").flatMap(path -> read(path, literal.isEmpty()));
    String key = file.isPresent() ? "tokenFile" : "token";
    String token = file.or(() -> literal).orElse("");
    if (token.isEmpty()) {
      throw user.problem(
          "tokenFile", Message.of("names an empty file"), Message.of("log in again"));
    }
    if (token.chars().anyMatch(c -> c < ' ' || c > '~')) {
      throw user.problem(
          key,
          Message.of("contains a character that no header may have"),
          Message.of("log in again"));
    }
    return token;
  }

  private Optional<String> read(Path file, boolean required) {
    if (required) {
      return Optional.of(
          new String(user.read("tokenFile", file), StandardCharsets.ISO_8859_1).strip());
    }
    try {
      return Optional.of(Files.readString(file, StandardCharsets.ISO_8859_1).strip())
          .filter(text -> !text.isEmpty());
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
