package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.Message;
import java.util.List;

/** Reads the identity of the pods, and the Secrets that they use. */
final class AccessReader {
  private final MappingReader values;

  AccessReader(MappingReader values) {
    this.values = values;
  }

  Access read() {
    return new Access(
        values.text(
            "serviceAccount", DnsNames.SUBDOMAIN, Message.of("a DNS name is expected"), "orders"),
        names("secrets"),
        names("imagePullSecrets"));
  }

  private List<String> names(String key) {
    List<String> names = values.list(key);
    for (String name : names) {
      if (!DnsNames.SUBDOMAIN.matcher(name).matches()) {
        values.wrong(
            key,
            Message.of("contains an invalid name of a Secret: %s", name),
            Message.of("a DNS name is expected"),
            Message.of("rename it"));
      }
    }
    return names;
  }
}
