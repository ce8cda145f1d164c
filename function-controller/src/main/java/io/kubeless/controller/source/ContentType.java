package io.kubeless.controller.source;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a Function contains its source.
 *
 * @param encoding what {@code function} contains
 * @param archive what the decoded source is
 * @param deps whether the archive contains the dependencies, too
 */
record ContentType(Encoding encoding, Archive archive, boolean deps) {
  private static final Pattern SYNTAX =
      Pattern.compile("((text|base64|url)([+](zip|compressedtar|deps))*)?");

  enum Encoding {
    TEXT,
    BASE64,
    URL
  }

  enum Archive {
    NONE,
    ZIP,
    TAR
  }

  /** Returns the content type of a text; absent if it is none. */
  static Optional<ContentType> of(String text) {
    if (!SYNTAX.matcher(text).matches()) {
      return Optional.empty();
    }
    Encoding encoding =
        text.startsWith("base64")
            ? Encoding.BASE64
            : text.startsWith("url") ? Encoding.URL : Encoding.TEXT;
    Archive archive =
        text.contains("+zip")
            ? Archive.ZIP
            : text.contains("+compressedtar") ? Archive.TAR : Archive.NONE;
    return Optional.of(new ContentType(encoding, archive, text.contains("+deps")));
  }

  /** Returns whether the source is one file, whose name has the suffix of its language. */
  boolean single() {
    return archive == Archive.NONE && !deps;
  }
}
