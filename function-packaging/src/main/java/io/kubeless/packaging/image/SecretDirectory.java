package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;

/**
 * Temporary directories with the values of Secrets, which only the user can read. Each contains the
 * processes that use it, so that one whose processes were killed is deleted later.
 */
final class SecretDirectory {
  private static final String PREFIX = "kubeless-secrets";
  private static final String PROCESSES = ".processes";
  private static final Duration BEING_CREATED = Duration.ofMinutes(1);

  private SecretDirectory() {}

  /** Creates a directory for this process, and deletes those that killed processes have left. */
  static Path create() throws IOException {
    deleteStale(Path.of(System.getProperty("java.io.tmpdir")));
    Path directory = Files.createTempDirectory(PREFIX);
    usedBy(directory, ProcessHandle.current());
    return directory;
  }

  /** Adds a process that uses a directory. */
  static void usedBy(Path directory, ProcessHandle process) throws IOException {
    Files.writeString(
        directory.resolve(PROCESSES),
        process.pid() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND);
  }

  private static void deleteStale(Path parent) throws IOException {
    try (DirectoryStream<Path> directories = Files.newDirectoryStream(parent, PREFIX + "*")) {
      for (Path each : directories) {
        try {
          if (Files.isDirectory(each, LinkOption.NOFOLLOW_LINKS) && isOwn(each) && isStale(each)) {
            Directories.delete(each);
          }
        } catch (IOException e) {
          // Another process deletes it at the same time, or it remains until the next run.
        }
      }
    }
  }

  private static boolean isOwn(Path directory) throws IOException {
    String owner = Files.getOwner(directory, LinkOption.NOFOLLOW_LINKS).getName();
    return owner
        .substring(owner.lastIndexOf('\\') + 1) // after the domain, on Windows
        .equals(System.getProperty("user.name"));
  }

  private static boolean isStale(Path directory) throws IOException {
    try {
      return Files.readString(directory.resolve(PROCESSES), StandardCharsets.US_ASCII)
          .lines()
          .noneMatch(SecretDirectory::isRunning);
    } catch (NoSuchFileException e) {
      Instant modified = Files.getLastModifiedTime(directory).toInstant();
      return modified.isBefore(Instant.now().minus(BEING_CREATED));
    }
  }

  /** Returns whether a process of Java has the number; after a restart, another one may have it. */
  private static boolean isRunning(String pid) {
    return pid.matches("\\d{1,18}")
        && ProcessHandle.of(Long.parseLong(pid))
            .filter(ProcessHandle::isAlive)
            .filter(each -> each.info().command().orElse("java").contains("java"))
            .isPresent();
  }
}
