package io.kubeless.controller.source;

import io.kubeless.packaging.manifest.ResourceFields;
import io.kubeless.packaging.model.Message;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The source of a Function.
 *
 * @param text what the resource contains: source, Base64 or a URL
 * @param file the name of its file
 * @param sha256 the SHA-256 of the decoded source, in lowercase hexadecimal digits; absent if it is
 *     at a URL and the resource has none
 */
record Source(String text, ContentType type, String file, Optional<String> sha256) {
  private static final Pattern CHECKSUM = Pattern.compile("sha256:([0-9a-f]{64})");
  private static final Pattern URL = Pattern.compile("https?://[^\\s\\x00-\\x1f]+");

  /**
   * Reads the source. A source in the resource itself is compared with its checksum here, so that
   * no pod has to fail.
   *
   * @param suffix the suffix of files of this language
   */
  static Source read(FunctionSpec function, String suffix) {
    ResourceFields fields = function.fields();
    String path = "spec.function-content-type";
    String declared = fields.text(function.spec(), path).orElse("");
    ContentType type =
        ContentType.of(declared)
            .orElseGet(
                () -> {
                  fields.invalid(
                      path,
                      declared,
                      Message.of(
                          "it is not text, base64 or url, followed by +zip or +compressedtar for an"
                              + " archive, and +deps for dependencies in it"));
                  return new ContentType(
                      ContentType.Encoding.TEXT, ContentType.Archive.NONE, false);
                });
    Optional<String> actual = decoded(function, type).map(Source::sha256);
    String file = function.module() + (type.single() ? suffix : "");
    return new Source(function.source(), type, file, checked(function, actual));
  }

  private static Optional<byte[]> decoded(FunctionSpec function, ContentType type) {
    String text = function.source();
    if (type.encoding() == ContentType.Encoding.TEXT) {
      return Optional.of(text.getBytes(StandardCharsets.UTF_8));
    }
    if (type.encoding() == ContentType.Encoding.BASE64) {
      try {
        return Optional.of(Base64.getDecoder().decode(text.replaceAll("\\s", "")));
      } catch (IllegalArgumentException e) {
        invalid(function, Message.of("it is not Base64, as base64 -w0 prints it"));
        return Optional.empty();
      }
    }
    if (!URL.matcher(text.strip()).matches()) {
      invalid(function, Message.of("it is not a URL with http or https"));
    }
    return Optional.empty();
  }

  private static void invalid(FunctionSpec function, Message why) {
    String text = function.source();
    function
        .fields()
        .invalid("spec.function", text.length() <= 60 ? text : text.substring(0, 60) + "…", why);
  }

  private static Optional<String> checked(FunctionSpec function, Optional<String> actual) {
    String path = "spec.checksum";
    String checksum = function.fields().text(function.spec(), path).orElse("");
    if (checksum.isEmpty()) {
      return actual;
    }
    var matcher = CHECKSUM.matcher(checksum);
    if (!matcher.matches()) {
      function
          .fields()
          .invalid(
              path, checksum, Message.of("it is not sha256: and 64 lowercase hexadecimal digits"));
      return actual;
    }
    String expected = matcher.group(1);
    if (actual.isPresent() && !actual.get().equals(expected)) {
      function
          .fields()
          .invalid(path, checksum, Message.of("the decoded source has sha256:%s", actual.get()));
    }
    return Optional.of(expected);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every JDK supports it
    }
  }

  static String sha256(String text) {
    return sha256(text.getBytes(StandardCharsets.UTF_8));
  }
}
