package io.kubeless.runtime.auth;

import io.kubeless.runtime.json.JsonReader.InvalidJson;
import java.util.List;
import java.util.Map;

/**
 * Keys from a mounted Secret.
 *
 * @param file the JWK Set in its entry {@code jwks.json}
 */
record MountedKeys(MountedFile<KeySet> file) implements KeySource {
  static final String ENTRY = "jwks.json";

  static KeySet parse(Map<String, byte[]> files, List<String> problems)
      throws InvalidAuthentication {
    byte[] bytes = files.get(ENTRY);
    if (bytes == null) {
      throw new InvalidAuthentication("it is not mounted, or its entry " + ENTRY + " is missing");
    }
    try {
      KeySet keys = KeySet.parse(StrictText.utf8(bytes).orElse(""));
      problems.addAll(keys.unused());
      return keys;
    } catch (InvalidJson e) {
      throw new InvalidAuthentication("its entry " + ENTRY + " is not a JWK Set of up to 100 keys");
    }
  }

  @Override
  public KeySet current() {
    return file.current();
  }

  @Override
  public KeySet newerThan(KeySet seen) {
    return file.current();
  }
}
