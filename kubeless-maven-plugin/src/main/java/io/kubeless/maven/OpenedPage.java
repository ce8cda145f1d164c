package io.kubeless.maven;

import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** Opens a page in the browser of the user. */
final class OpenedPage {
  private OpenedPage() {}

  /** Opens the page, if there is a program that does so. */
  static void open(String address) {
    try {
      new ProcessBuilder(command(System.getProperty("os.name", ""), address))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      // There is no such program.
    }
  }

  /** Returns the command of an operating system. */
  static List<String> command(String system, String address) {
    String name = system.toLowerCase(Locale.ROOT);
    return name.startsWith("windows")
        ? List.of("rundll32", "url.dll,FileProtocolHandler", address)
        : List.of(name.startsWith("mac") ? "open" : "xdg-open", address);
  }
}
