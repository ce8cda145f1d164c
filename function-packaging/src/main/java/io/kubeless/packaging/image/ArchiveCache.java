package io.kubeless.packaging.image;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The start-up archives of earlier builds on this machine, by key.
 *
 * @param directory of all of them
 */
record ArchiveCache(Path directory) {
  // An archive has 10 to 30 MB, and each change of a class makes another one.
  private static final int MOST = 30;

  /** Returns an archive, if it is in the cache. */
  Optional<Path> find(String key) throws IOException {
    Path file = directory.resolve(key);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    Files.setLastModifiedTime(file, FileTime.from(Instant.now())); // it is not the oldest any more
    return Optional.of(file);
  }

  /** Copies an archive into the cache, and returns the copy. The oldest ones are deleted. */
  Path store(String key, Path archive) throws IOException {
    Files.createDirectories(directory);
    Path file = directory.resolve(key);
    Path written = Files.createTempFile(directory, "writing-", "");
    Files.copy(archive, written, StandardCopyOption.REPLACE_EXISTING);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE);
    prune();
    return file;
  }

  /**
   * Returns the digest of the layer in which a registry has the archive; empty if it is unknown.
   */
  Optional<String> layer(String key) throws IOException {
    Path file = layerFile(key);
    return Files.isRegularFile(file) ? Optional.of(Files.readString(file)) : Optional.empty();
  }

  /** Copies an archive into the cache with the digest of the layer that contains it. */
  Path store(String key, Path archive, String layer) throws IOException {
    Files.deleteIfExists(layerFile(key)); // it belongs to the archive before
    Path stored = store(key, archive);
    Files.writeString(layerFile(key), layer);
    return stored;
  }

  private Path layerFile(String key) {
    return directory.resolve(key + ".layer");
  }

  private void prune() throws IOException {
    List<Path> all = new ArrayList<>();
    try (Stream<Path> list = Files.list(directory)) {
      list.filter(each -> !each.toString().endsWith(".layer")).forEach(all::add);
    }
    all.sort(Comparator.comparing(ArchiveCache::used).reversed());
    for (Path old : all.subList(Math.min(MOST, all.size()), all.size())) {
      Files.deleteIfExists(old);
      Files.deleteIfExists(layerFile(old.getFileName().toString()));
    }
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      return FileTime.from(Instant.EPOCH); // another build has deleted it
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
