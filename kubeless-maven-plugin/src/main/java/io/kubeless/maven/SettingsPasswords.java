package io.kubeless.maven;

import org.apache.maven.settings.crypto.SettingsDecrypter;
import org.apache.maven.settings.crypto.SettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;

/** Decrypts the passwords of settings.xml, which several threads of a build use. */
final class SettingsPasswords {
  private SettingsPasswords() {}

  /** Decrypts one after another, because the cipher of Maven has state that its calls share. */
  static synchronized SettingsDecryptionResult decrypt(
      SettingsDecrypter decrypter, SettingsDecryptionRequest request) {
    return decrypter.decrypt(request);
  }
}
