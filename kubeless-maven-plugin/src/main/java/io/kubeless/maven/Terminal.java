package io.kubeless.maven;

import java.io.Console;
import org.apache.maven.execution.MavenSession;

/** Determines whether the streams of this process are connected to a terminal. */
final class Terminal {
  private Terminal() {}

  /** Returns whether the build is interactive and its streams are a terminal. */
  static boolean isPresent(MavenSession session) {
    return session.getRequest().isInteractiveMode() && isTerminal();
  }

  /**
   * Returns whether there is a terminal. Since JDK 22, there is also a console without a terminal,
   * and a method that distinguishes them.
   */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isTerminal() {
    Console console = System.console();
    if (console == null || Runtime.version().feature() < 22) {
      return console != null;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }
}
