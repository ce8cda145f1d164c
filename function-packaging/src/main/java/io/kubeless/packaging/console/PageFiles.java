package io.kubeless.packaging.console;

import io.kubeless.runtime.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The static files of the page. */
final class PageFiles {
  private static final Map<String, String> NAMES =
      Map.of("/", "console.html", "/console.css", "console.css", "/console.js", "console.js");
  private static final Map<String, String> TYPES =
      Map.of("html", "text/html", "css", "text/css", "js", "text/javascript");

  private PageFiles() {}

  /** Returns the file of a path; absent if there is none. */
  static Optional<HttpResponse> of(String path) {
    return Optional.ofNullable(NAMES.get(path)).map(PageFiles::read);
  }

  private static HttpResponse read(String name) {
    String type = TYPES.get(name.substring(name.lastIndexOf('.') + 1)) + "; charset=utf-8";
    try (InputStream file = PageFiles.class.getResourceAsStream(name)) {
      return HttpResponse.of(200, type, Objects.requireNonNull(file).readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
