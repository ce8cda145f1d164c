package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.QuickStart;
import io.kubeless.runtime.ProcessorClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Finds or makes the start-up archive of an image: the user's own, that of an earlier build on this
 * machine or in the registry, or a new one.
 *
 * @param jre the JRE of the image
 * @param cache the archives of this machine
 * @param registry where archives are found by their key; empty if it is not asked
 * @param registryFirst whether the registry's archive replaces one of this machine, so that builds
 *     on all machines have the same digest
 */
record Archives(
    ImageRequest request,
    FunctionFiles files,
    ArchiveJre jre,
    ArchiveCache cache,
    Optional<ArchiveTag> registry,
    boolean registryFirst) {
  // Changes if archives of the same input are made in another way.
  private static final String RECIPE = "1";
  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final int KEY_LENGTH = 32;

  /**
   * An archive, and what the user should know about it.
   *
   * @param archive empty if none was made
   * @param repeatable whether another attempt with the same files has the same result; false after
   *     an error, such as one of memory, that may not happen again
   */
  record Made(Optional<StartArchive> archive, List<Message> notices, boolean repeatable) {

    /** Returns what the user should know about an image with this archive that stays the same. */
    List<Message> unchanged() {
      if (archive.isEmpty()) {
        return notices;
      }
      List<Message> all = new ArrayList<>(notices);
      all.set(0, Message.of("archive   unchanged, in the image of the registry"));
      return all;
    }
  }

  /**
   * Returns the archive.
   *
   * @throws ProblemException if the JVM rejects it, or a request of the training failed
   */
  Made make() throws IOException {
    QuickStart start = request.function().image().start();
    String cpu = jre.options().machineCode() ? ProcessorClass.of(CPU) : "";
    String key = key(cpu);
    Path directory = files.directory().resolve("archive");
    ArchiveTraining training = new ArchiveTraining(request.function(), files, jre, directory, cpu);
    Directories.delete(directory);
    if (start.recorded().isPresent()) {
      training.prepare();
      recorded(start.recorded().get(), training);
      training.verify();
      return made(training.archive(), key, cpu, true, Message.of("recorded by you"), List.of());
    }
    Optional<Path> local = cache.find(key);
    if (local.isPresent() && !(registryFirst && registry.isPresent())) {
      return made(local.get(), key, cpu, false, Message.of("of an earlier build"), List.of());
    }
    training.prepare();
    Optional<Path> published = published(training, key, local);
    if (published.isPresent()) {
      return made(published.get(), key, cpu, true, Message.of("found in the registry"), List.of());
    }
    if (local.isPresent()) {
      return made(local.get(), key, cpu, false, Message.of("of an earlier build"), List.of());
    }
    return recordNew(training, key, cpu);
  }

  /** Returns the archive that the registry has. It is pulled and verified if it is a new one. */
  private Optional<Path> published(ArchiveTraining training, String key, Optional<Path> local)
      throws IOException {
    if (registry.isEmpty()) {
      return Optional.empty();
    }
    Optional<String> known = local.isPresent() ? cache.layer(key) : Optional.empty();
    Optional<String> layer =
        registry.get().pull(key, jre.options().file(), known, training.archive());
    if (layer.isEmpty() || layer.equals(known)) {
      return layer.isEmpty() ? Optional.empty() : local;
    }
    if (local.isEmpty() || Files.mismatch(local.get(), training.archive()) >= 0) {
      training.verify();
    }
    return Optional.of(cache.store(key, training.archive(), layer.get()));
  }

  private Made recordNew(ArchiveTraining training, String key, String cpu) throws IOException {
    long begin = System.nanoTime();
    try {
      List<Message> refused = training.record();
      training.verify();
      Path stored = cache.store(key, training.archive());
      Message how =
          Message.of(
              "recorded in %s s",
              String.format(Locale.ROOT, "%.1f", (System.nanoTime() - begin) / 1e9));
      Made made = made(stored, key, cpu, false, how, refused);
      Directories.delete(training.directory());
      return made;
    } catch (ArchiveTraining.NotRecorded e) {
      return failed(Message.verbatim(String.valueOf(e.getMessage())));
    }
  }

  private Made made(
      Path file, String key, String cpu, boolean published, Message how, List<Message> more)
      throws IOException {
    ArchiveOptions options = jre.options();
    List<Message> notices = new ArrayList<>();
    notices.add(
        Message.of(
            "archive   %s, %s, %s",
            String.format(Locale.ROOT, "%.1f MB", Files.size(file) / 1e6), how, options.file()));
    notices.addAll(more);
    return new Made(
        Optional.of(new StartArchive(file, key, options.file(), options.run(cpu), published)),
        notices,
        true);
  }

  /** Returns no archive, because none can be made on this machine. */
  static Made none(Message reason) {
    return new Made(Optional.empty(), List.of(Message.of("archive   none: %s", reason)), true);
  }

  /** Returns no archive, because of an error. */
  static Made failed(Message reason) {
    return new Made(Optional.empty(), none(reason).notices(), false);
  }

  private void recorded(String name, ArchiveTraining training) throws IOException {
    Path file = request.project().resolve(name);
    if (!Files.isRegularFile(file)) {
      throw new ProblemException(
          Problem.of(ErrorCode.ARCHIVE_UNUSABLE, "The start-up archive is missing")
              .at("image.archive: %s", name)
              .because("%s does not exist", file)
              .remedy(
                  "record it first, or let the build record one: %s",
                  setting("image.archive", "true")));
    }
    Files.copy(file, training.archive(), StandardCopyOption.REPLACE_EXISTING);
  }

  /** Returns a hash of everything that the content of an archive depends on. */
  private String key(String cpu) throws IOException {
    Sha256 hash = new Sha256();
    hash.text(RECIPE);
    hash.text(jre.identity());
    hash.text(String.join(" ", jre.options().run(cpu)));
    hash.text("app.jar");
    hash.file(files.jar());
    for (Map.Entry<String, Path> library : files.libraries().entrySet()) {
      hash.text(library.getKey());
      hash.file(library.getValue());
    }
    Image image = request.function().image();
    image.start().trainWith().forEach(hash::text);
    if (!image.start().trainWith().isEmpty()) {
      request.function().runtime().env().forEach((name, value) -> hash.text(name + "=" + value));
      request
          .function()
          .runtime()
          .config()
          .entries()
          .forEach((name, value) -> hash.text(name + java.util.Arrays.toString(value)));
    }
    return hash.hex().substring(0, KEY_LENGTH);
  }
}
