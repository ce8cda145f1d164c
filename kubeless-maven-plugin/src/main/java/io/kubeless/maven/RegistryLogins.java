package io.kubeless.maven;

import io.kubeless.packaging.image.Login;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.util.Optional;
import java.util.function.Function;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** Finds logins in settings.xml, where the id of a server is the registry's host and port. */
final class RegistryLogins implements Function<String, Optional<Login>> {
  private final Settings settings;
  private final SettingsDecrypter decrypter;

  RegistryLogins(Settings settings, SettingsDecrypter decrypter) {
    this.settings = settings;
    this.decrypter = decrypter;
  }

  @Override
  public Optional<Login> apply(String host) {
    Server server = settings.getServer(host);
    if (server == null || server.getUsername() == null) {
      return Optional.empty();
    }
    SettingsDecryptionResult result =
        SettingsPasswords.decrypt(decrypter, new DefaultSettingsDecryptionRequest(server));
    for (SettingsProblem problem : result.getProblems()) {
      // A failed decryption returns the encrypted text, and only this entry reports the failure.
      if (problem.getSeverity() != SettingsProblem.Severity.WARNING) {
        throw new ProblemException(
            Problem.of(
                    ErrorCode.REGISTRY_LOGIN_FAILED,
                    "The password for %s cannot be decrypted",
                    host)
                .at("settings.xml <server> %s", host)
                .because(Message.verbatim(String.valueOf(problem.getMessage())))
                .remedy("mvn --encrypt-master-password, then mvn --encrypt-password"));
      }
    }
    Server plain = result.getServer();
    return Optional.of(
        new Login(plain.getUsername(), plain.getPassword() == null ? "" : plain.getPassword()));
  }
}
