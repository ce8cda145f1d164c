package io.kubeless.runtime.auth;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * The content of a mounted Secret, which is read again when it has changed. Problems of the first
 * version prevent the start. Problems of later versions are logged: a file that cannot be read at
 * all leaves the previous content in effect.
 *
 * @param <T> type of the content
 */
final class MountedFile<T> {
  private static final long LOOK_NANOS = 1_000_000_000;

  /** Converts the files of a Secret to the content. */
  interface Format<T> {
    /**
     * Returns the content.
     *
     * @param problems receives one line for each part that is ignored, without secrets
     * @throws InvalidAuthentication if there is no content
     */
    T parse(Map<String, byte[]> files, List<String> problems) throws InvalidAuthentication;
  }

  private record Version<T>(Map<String, byte[]> files, T content) {}

  private final String name;
  private final Mount mount;
  private final Format<T> format;
  private final LongSupplier nanos;
  private final System.Logger log;
  private final AtomicLong lookAt;
  private volatile Version<T> version;

  /**
   * Reads the first version.
   *
   * @param name of the Secret, for messages
   * @param nanos a clock like {@link System#nanoTime}
   */
  MountedFile(String name, Mount mount, Format<T> format, LongSupplier nanos, System.Logger log)
      throws InvalidAuthentication {
    this.name = name;
    this.mount = mount;
    this.format = format;
    this.nanos = nanos;
    this.log = log;
    this.lookAt = new AtomicLong(nanos.getAsLong() + LOOK_NANOS);
    List<String> problems = new ArrayList<>();
    try {
      Map<String, byte[]> files = mount.read();
      this.version = new Version<>(files, format.parse(files, problems));
    } catch (IOException e) {
      throw new InvalidAuthentication("Secret " + name + " cannot be read: " + e);
    } catch (InvalidAuthentication e) {
      throw new InvalidAuthentication("Secret " + name + ": " + e.getMessage());
    }
    if (!problems.isEmpty()) {
      throw new InvalidAuthentication("Secret " + name + ": " + String.join("; ", problems));
    }
  }

  /** Returns the content, which is at most a second older than the files. */
  T current() {
    long now = nanos.getAsLong();
    long at = lookAt.get();
    if (now - at >= 0 && lookAt.compareAndSet(at, now + LOOK_NANOS)) {
      look();
    }
    return version.content();
  }

  private void look() {
    try {
      Map<String, byte[]> files = mount.read();
      if (!same(files, version.files())) {
        List<String> problems = new ArrayList<>();
        T content = format.parse(files, problems);
        version = new Version<>(files, content);
        log.log(System.Logger.Level.INFO, "Secret " + name + " has changed");
        problems.forEach(
            each -> log.log(System.Logger.Level.WARNING, "Secret " + name + ": " + each));
      }
    } catch (IOException | InvalidAuthentication e) {
      log.log(
          System.Logger.Level.WARNING,
          "Secret "
              + name
              + " has changed and cannot be used; its previous content is in effect: "
              + e.getMessage());
    }
  }

  private static boolean same(Map<String, byte[]> files, Map<String, byte[]> others) {
    return files.keySet().equals(others.keySet())
        && files.entrySet().stream()
            .allMatch(each -> Arrays.equals(each.getValue(), others.get(each.getKey())));
  }
}
