package io.kubeless.runtime;

import java.util.List;
import java.util.Optional;

/** Reads {@link Cors} from the environment. */
final class CorsReader {
  private static final String ORIGIN = "https?://(\\[[0-9a-f:.]+\\]|[a-z0-9._-]+)(:\\d{1,5})?";
  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";

  private CorsReader() {}

  /** Returns the settings; empty if none is set. Problems are reported. */
  static Optional<Cors> read(Settings.Reader reader) {
    if (!reader.anyWithPrefix(RuntimeContract.CORS_PREFIX)) {
      return Optional.empty();
    }
    Cors cors =
        new Cors(
            reader.list(RuntimeContract.CORS_ORIGINS, ORIGIN + "|\\*", "origins or *"),
            reader.list(RuntimeContract.CORS_METHODS, TOKEN, "methods or *"),
            reader.list(RuntimeContract.CORS_HEADERS, TOKEN, "header fields or *"),
            reader.list(RuntimeContract.CORS_EXPOSED_HEADERS, TOKEN, "header fields or *"),
            reader.flag(RuntimeContract.CORS_CREDENTIALS),
            reader.seconds(RuntimeContract.CORS_MAX_AGE, RuntimeContract.DEFAULT_CORS_MAX_AGE, 0));
    if (cors.origins().isEmpty()) {
      reader.problem(RuntimeContract.CORS_ORIGINS + " is missing");
    }
    if (cors.methods().isEmpty()) {
      reader.problem(RuntimeContract.CORS_METHODS + " is missing");
    }
    for (List<String> list :
        List.of(cors.origins(), cors.methods(), cors.headers(), cors.exposed())) {
      if (list.contains(Cors.ANY) && (list.size() > 1 || cors.credentials())) {
        reader.problem(
            RuntimeContract.CORS_PREFIX + "* must not combine * with other values or credentials");
      }
    }
    return Optional.of(cors);
  }
}
