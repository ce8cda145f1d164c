package io.kubeless.packaging.config;

import io.kubeless.packaging.model.Image;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads what is said about a function's image. */
final class ImageReader {
  // https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests
  private static final String PATH = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
  private static final Pattern IMAGE =
      Pattern.compile(
          "([a-zA-Z0-9.-]+(:\\d+)?/|\\[[0-9a-fA-F:]+\\](:\\d+)?/)?"
              + PATH
              + "(?:/"
              + PATH
              + ")*(:[\\w][\\w.-]{0,127})?(@sha256:[0-9a-f]{64})?");

  private ImageReader() {}

  static Image read(Values image) {
    String example = "registry.acme.com/team/hello:1.0";
    String why = "a repository in lower case with an optional tag is expected";
    String name = image.text("name", IMAGE, why, example).orElse("function:latest");
    if (name.contains("@")) {
      image.wrong(
          "name", "holds a digest: " + name, "the digest is what the build finds out", "remove it");
    }
    String base = image.text("base", IMAGE, why, Image.LINKED_JRE).orElse(Image.LINKED_JRE);
    String architecture = image.text("architecture").orElse("amd64");
    return new Image(name, Optional.empty(), base, architecture);
  }
}
