package io.kubeless.packaging.model;

import java.nio.charset.Charset;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The locale of this process, which determines how file names are read and how variables are passed
 * to other processes.
 *
 * @see <a
 *     href="https://pubs.opengroup.org/onlinepubs/9699919799/basedefs/V1_chap08.html">Environment
 *     variables of locales</a>
 */
public final class SystemLocale {
  private SystemLocale() {}

  /**
   * Checks that the name of a file was read correctly.
   *
   * @param directory the place of the problem
   * @param file a file below the directory
   * @throws ProblemException if the name contains characters that the locale cannot express
   */
  public static void requireReadable(Path directory, Path file) {
    if (isReadable(file)) {
      return;
    }
    throw new ProblemException(
        Problem.of(
                ErrorCode.LOCALE_UNSUITABLE,
                "The name of a file cannot be read: %s",
                directory.relativize(file).toString().replace('\uFFFD', '?'))
            .at("%s", directory)
            .because(why())
            .remedy("set LC_ALL=C.UTF-8"));
  }

  private static boolean isReadable(Path file) {
    try {
      return Path.of(file.toString()).equals(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /**
   * Returns the problem if a variable cannot be passed to a process on this machine; empty if it
   * can.
   */
  public static Optional<Problem> unpassable(String name, String value) {
    return environmentCharset().newEncoder().canEncode(value)
        ? Optional.empty()
        : Optional.of(
            Problem.of(
                    ErrorCode.LOCALE_UNSUITABLE,
                    "The variable %s cannot be passed to the function",
                    name)
                .at("env.%s", name)
                .because(why())
                .remedy("set LC_ALL=C.UTF-8"));
  }

  /** Returns whether the variables select a locale whose character set is UTF-8. */
  public static boolean isUtf8(Map<String, String> environment) {
    return selected(environment).filter(text -> text.matches("(?i).*=.*\\.utf-?8.*")).isPresent();
  }

  private static Message why() {
    return Message.of(
        "the locale of this process (%s) cannot express characters outside %s",
        selected(System.getenv()).orElse("LC_ALL, LC_CTYPE and LANG are unset"),
        fileNames().displayName());
  }

  /** Returns the variable that determines the character set, with its value. */
  private static Optional<String> selected(Map<String, String> environment) {
    return Stream.of("LC_ALL", "LC_CTYPE", "LANG")
        .filter(name -> !environment.getOrDefault(name, "").isEmpty())
        .map(name -> name + "=" + environment.get(name))
        .findFirst();
  }

  private static Charset fileNames() {
    return Charset.forName(System.getProperty("sun.jnu.encoding", "UTF-8"));
  }

  /** Returns the charset of variables. Before Java 18, it is also that of file contents. */
  private static Charset environmentCharset() {
    return Runtime.version().feature() < 18 ? Charset.defaultCharset() : fileNames();
  }
}
