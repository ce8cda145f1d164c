package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Access;
import java.util.List;

/** Reads the identity of the pods, and the Secrets that they use. */
final class AccessReader {
  private final Values values;

  AccessReader(Values values) {
    this.values = values;
  }

  Access read() {
    return new Access(
        values.text("serviceAccount", DnsNames.SUBDOMAIN, "a DNS name is expected", "orders"),
        names("secrets"),
        names("imagePullSecrets"));
  }

  private List<String> names(String key) {
    List<String> names = values.list(key);
    for (String name : names) {
      if (!DnsNames.SUBDOMAIN.matcher(name).matches()) {
        values.wrong(
            key,
            "contains an invalid name of a Secret: " + name,
            "a DNS name is expected",
            "rename it");
      }
    }
    return names;
  }
}
