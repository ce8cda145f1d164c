package io.kubeless.controller.source;

import io.kubeless.packaging.model.Message;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The data of a function's ConfigMap.
 *
 * @param entries names and values, as in upstream
 */
record SourceData(SortedMap<String, String> entries) {
  private static final int MAXIMUM_BYTES = 1024 * 1024;
  private static final int DIGITS = 16;

  static SourceData of(
      FunctionSpec function, Optional<RuntimeVersion> runtime, Optional<Source> source) {
    SortedMap<String, String> entries = new TreeMap<>();
    if (function.handler().isEmpty()) {
      return new SourceData(entries);
    }
    String suffix = runtime.map(RuntimeVersion::suffix).orElse("");
    entries.put("handler", function.handler());
    entries.put(source.map(Source::file).orElse(function.module() + suffix), function.source());
    runtime
        .map(RuntimeVersion::depName)
        .filter(name -> !name.isEmpty())
        .ifPresent(name -> entries.put(name, function.deps()));
    int bytes =
        entries.values().stream()
            .mapToInt(each -> each.getBytes(StandardCharsets.UTF_8).length)
            .sum();
    if (bytes > MAXIMUM_BYTES) {
      function
          .fields()
          .invalid(
              "spec.function",
              bytes + " bytes",
              Message.of(
                  "with its dependencies it is larger than a ConfigMap, 1 MiB; set function to its"
                      + " URL and function-content-type to url"));
    }
    return new SourceData(entries);
  }

  /** Returns a text that changes with the data. */
  String checksum() {
    StringBuilder content = new StringBuilder();
    entries.forEach((key, value) -> content.append(key).append('=').append(Source.sha256(value)));
    return Source.sha256(content.toString()).substring(0, DIGITS);
  }
}
