package io.kubeless.json;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ServiceLoader;

/** Finds the mapper that reads and writes the bodies of a function. */
final class Mappers {
  private Mappers() {}

  /**
   * Returns the function's own mapper unchanged, or the built-in one with every Jackson module of
   * the class path.
   *
   * @throws java.util.ServiceConfigurationError if the own mapper or a module cannot be created
   */
  static ObjectMapper find(ClassLoader loader) {
    return ServiceLoader.load(ObjectMapper.class, loader).findFirst().orElseGet(() -> ours(loader));
  }

  /**
   * Unknown members are ignored, so that senders may add some. Times and durations are text: RFC
   * 3339 and ISO 8601. Values are not converted with a loss: 1.9 is not accepted for an int, and a
   * time keeps its offset.
   */
  private static ObjectMapper ours(ClassLoader loader) {
    return JsonMapper.builder()
        .addModules(ObjectMapper.findModules(loader))
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
        .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
        .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
        .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
        .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
        .build();
  }
}
