package io.kubeless.packaging.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that have changed since the last time. Two versions of a file may have the same
 * time and length if they were written within the resolution of its time, so the content of files
 * that were written recently is compared too.
 *
 * @see <a href="https://git-scm.com/docs/racy-git">Git on the same problem</a>
 */
public final class WatchedFiles {
  private static final long RECENT_MILLIS = 2000;

  private final List<Path> roots;
  private Map<Path, Version> known = new HashMap<>();

  /** The version of a file; the hash is only known if the file was recent. */
  private record Version(FileTime time, long size, @Nullable Integer hash) {
    boolean isSame(Version later) {
      return time.equals(later.time)
          && size == later.size
          && (hash == null || Objects.equals(hash, later.hash));
    }
  }

  /**
   * Begins with the present state.
   *
   * @param roots files and directories, which need not exist
   */
  public WatchedFiles(List<Path> roots) {
    this.roots = List.copyOf(roots);
    changes();
  }

  /** Returns the files that were created, changed or deleted since the last call. */
  public SortedSet<Path> changes() {
    Map<Path, Version> present = new HashMap<>();
    for (Path root : roots) {
      try {
        Files.walkFileTree(root, new Visitor(present));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    SortedSet<Path> changes = new TreeSet<>();
    present.forEach(
        (file, version) -> {
          Version before = known.get(file);
          if (before == null || !before.isSame(version)) {
            changes.add(file);
          }
        });
    known.keySet().stream().filter(file -> !present.containsKey(file)).forEach(changes::add);
    known = present;
    return changes;
  }

  private final class Visitor extends SimpleFileVisitor<Path> {
    private final Map<Path, Version> present;

    Visitor(Map<Path, Version> present) {
      this.present = present;
    }

    @Override
    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
      if (attributes.isRegularFile() && !isTemporary(String.valueOf(file.getFileName()))) {
        present.put(file, version(file, attributes));
      }
      return FileVisitResult.CONTINUE;
    }

    @Override
    public FileVisitResult visitFileFailed(Path file, IOException e) {
      return FileVisitResult.CONTINUE; // it was deleted in the meantime, or does not exist
    }

    @Override
    public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException e) {
      return FileVisitResult.CONTINUE;
    }
  }

  private Version version(Path file, BasicFileAttributes attributes) {
    FileTime time = attributes.lastModifiedTime();
    Version before = known.get(file);
    boolean recent = time.toMillis() > System.currentTimeMillis() - RECENT_MILLIS;
    boolean wasRecent = before != null && before.hash != null && before.time.equals(time);
    return new Version(time, attributes.size(), recent || wasRecent ? hash(file) : null);
  }

  private static @Nullable Integer hash(Path file) {
    try {
      return Arrays.hashCode(Files.readAllBytes(file));
    } catch (NoSuchFileException e) {
      return null;
    } catch (IOException e) {
      return null; // the next call sees another version
    }
  }

  /** Returns whether a file belongs to an editor: a lock, a backup or a swap file. */
  private static boolean isTemporary(String name) {
    return name.startsWith(".#")
        || name.endsWith("~")
        || name.matches("\\..*\\.sw[a-z]|#.*#|.*___jb_(tmp|old)___|4913");
  }
}
