package io.kubeless.controller.source;

import static io.kubeless.packaging.manifest.Fields.field;

import io.kubeless.packaging.manifest.Fields;
import java.util.Map;

/**
 * The Secrets of a runtime's phases. They are in the namespace of the function; where one is
 * missing, its directory is empty, because a runtime is configured for all namespaces.
 */
final class SecretVolumes {
  private static final String DIRECTORY = "/var/run/secrets/kubeless.io/";

  private SecretVolumes() {}

  static Map<String, Object> mount(String secret) {
    return Fields.of(
        field("name", name(secret)),
        field("mountPath", DIRECTORY + secret),
        field("readOnly", true));
  }

  static Map<String, Object> volume(String secret) {
    return Fields.of(
        field("name", name(secret)),
        field("secret", Fields.of(field("secretName", secret), field("optional", true))));
  }

  private static String name(String secret) {
    return VolumeNames.of("phase-" + secret.replace('.', '-'));
  }
}
