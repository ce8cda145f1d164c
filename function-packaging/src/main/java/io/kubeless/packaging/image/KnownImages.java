package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.StableFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The images that this machine has pushed last, by their names. An image that is made of the same
 * files again has the same digest, which is known without making it.
 *
 * @param directory of one file for each name
 */
record KnownImages(Path directory) {

  /**
   * Returns an image, with the notices about it.
   *
   * @param key the hash of everything that it is made of
   * @return empty if the image that was pushed last is made of anything else
   */
  Optional<BuiltImage> find(String name, String key) throws IOException {
    Path file = file(name);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2 || !lines.get(0).equals(key)) {
      return Optional.empty();
    }
    List<Message> notices = lines.stream().skip(2).map(Message::verbatim).toList();
    return Optional.of(new BuiltImage(lines.get(1), 0, notices));
  }

  /**
   * Stores an image that a registry has.
   *
   * @param notices what is reported if the image is made of the same files again
   */
  void store(String name, String key, String digest, List<Message> notices) throws IOException {
    List<String> lines = new ArrayList<>(List.of(key, digest));
    notices.forEach(each -> lines.add(each.toString()));
    Files.createDirectories(directory);
    StableFile.write(file(name), String.join("\n", lines) + "\n");
  }

  private Path file(String name) {
    Sha256 hash = new Sha256();
    hash.text(name);
    return directory.resolve(hash.hex().substring(0, 16));
  }
}
