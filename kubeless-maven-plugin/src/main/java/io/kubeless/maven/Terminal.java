package io.kubeless.maven;

import java.io.Console;
import org.apache.maven.execution.MavenSession;

/** Whether a person sits at the other end of this process's streams. */
final class Terminal {
  private Terminal() {}

  /** Returns whether the build is interactive, and its streams are a terminal. */
  static boolean isPresent(MavenSession session) {
    return session.getRequest().isInteractiveMode() && isTerminal();
  }

  /** From JDK 22 on there is a console without a terminal too, and a method that tells. */
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
