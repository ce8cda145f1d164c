package io.kubeless.maven;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.maven.plugin.AbstractMojoExecutionException;
import org.jspecify.annotations.Nullable;

/** Returns the errors of a failed build in one line each, with files relative to a directory. */
final class BuildErrors {
  /** A line of maven-compiler-plugin, such as {@code /a/B.java:[7,5] ';' expected}. */
  private static final Pattern LINE =
      Pattern.compile("(?m)^(?:\\[ERROR] )?(\\S.*?):\\[(\\d+)(?:,(\\d+))?] (?:error: )?(.*)$");

  private BuildErrors() {}

  static String of(Throwable failure, Path directory) {
    Set<String> lines = new LinkedHashSet<>();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      for (MatchResult line : LINE.matcher(text(each)).results().toList()) {
        Path file = Path.of(line.group(1));
        lines.add(
            (file.startsWith(directory) ? directory.relativize(file) : file)
                + ":"
                + line.group(2)
                + ": "
                + line.group(4));
      }
    }
    return lines.isEmpty() ? String.valueOf(failure.getMessage()) : String.join("\n", lines);
  }

  private static String text(Throwable failure) {
    @Nullable String details =
        failure instanceof AbstractMojoExecutionException mojo ? mojo.getLongMessage() : null;
    return failure.getMessage() + "\n" + details;
  }
}
