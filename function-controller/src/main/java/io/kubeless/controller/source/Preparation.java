package io.kubeless.controller.source;

import io.kubeless.controller.source.ContentType.Archive;
import io.kubeless.controller.source.ContentType.Encoding;
import java.util.ArrayList;
import java.util.List;

/**
 * The line for a shell that writes a source to the volume of the function, as in upstream. The
 * image needs {@code sha256sum} and {@code cp}, and depending on the source {@code base64}, {@code
 * curl}, {@code unzip} and {@code tar}.
 */
final class Preparation {
  /** Where the volume of the function is mounted. */
  static final String VOLUME = "/kubeless";

  /** Where the ConfigMap is mounted. */
  static final String SOURCE = "/src";

  private Preparation() {}

  /**
   * Returns the line.
   *
   * @param depName the name of the file with the dependencies; empty if there is none
   */
  static String line(Source source, String depName) {
    List<String> steps = new ArrayList<>();
    String origin = SOURCE + "/" + source.file();
    if (source.type().encoding() == Encoding.BASE64) {
      steps.add("base64 -d < " + origin + " > /tmp/func.decoded");
      origin = "/tmp/func.decoded";
    } else if (source.type().encoding() == Encoding.URL) {
      // Without --fail, the page of an error would be the source.
      steps.add(
          "curl "
              + quoted(source.text().strip())
              + " --fail -L --silent --show-error --output /tmp/func.fromurl");
      origin = "/tmp/func.fromurl";
    }
    if (source.sha256().isPresent()) {
      steps.addAll(check(source.sha256().get(), origin, "/tmp/func.sha256"));
    }
    steps.add(
        source.type().archive() == Archive.ZIP
            ? "unzip -o " + origin + " -d " + VOLUME
            : source.type().archive() == Archive.TAR
                ? "tar xf " + origin + " -C " + VOLUME
                : "cp " + origin + " " + VOLUME + "/" + source.file());
    if (!source.type().deps() && !depName.isEmpty()) {
      steps.add("cp " + quoted(SOURCE + "/" + depName) + " " + VOLUME);
    }
    return String.join(" && ", steps);
  }

  /** Returns the commands that compare a file with its SHA-256. */
  static List<String> check(String sha256, String file, String sums) {
    return List.of("echo " + quoted(sha256 + "  " + file) + " > " + sums, "sha256sum -c " + sums);
  }

  /**
   * Returns a text as one word for a shell. The kubelet replaces references to variables in
   * arguments before.
   */
  private static String quoted(String text) {
    return "'" + text.replace("'", "'\\''").replace("$", "$$") + "'";
  }
}
