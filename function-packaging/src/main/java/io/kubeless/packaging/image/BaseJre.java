package io.kubeless.packaging.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.cache.Cache;
import com.google.cloud.tools.jib.cache.CacheCorruptedException;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate.ContentDescriptorTemplate;
import com.google.cloud.tools.jib.image.json.ContainerConfigurationTemplate;
import com.google.cloud.tools.jib.image.json.ImageMetadataTemplate;
import com.google.cloud.tools.jib.image.json.ManifestAndConfigTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The JRE of a base image, unpacked on this machine. It is started through the loader of the image,
 * because its C library may not be that of this machine.
 *
 * @param root the files of the image
 * @param environment of the image, as name and value
 */
record BaseJre(Path root, List<String> environment) {
  private static final List<String> LIBRARIES =
      List.of("lib", "lib64", "usr/lib", "usr/lib64", "lib/*-linux-*", "usr/lib/*-linux-*");

  /**
   * Unpacks an image that is in the cache, unless an earlier build has done so.
   *
   * @param images the cache of base images
   * @param unpacked directory of unpacked images
   */
  static Optional<BaseJre> unpack(
      ImageReference name, String architecture, Path images, Path unpacked) throws IOException {
    try {
      Cache cache = Cache.withDirectory(images);
      Optional<ImageMetadataTemplate> metadata = cache.retrieveMetadata(name);
      if (metadata.isEmpty()) { // the assembly reports it
        return Optional.empty();
      }
      for (ManifestAndConfigTemplate each : metadata.get().getManifestsAndConfigs()) {
        ContainerConfigurationTemplate config = each.getConfig();
        if (config != null
            && architecture.equals(config.getArchitecture())
            && each.getManifest() instanceof BuildableManifestTemplate manifest) {
          List<String> environment = new ArrayList<>();
          new ObjectMapper()
              .readTree(JsonTemplateMapper.toUtf8String(config))
              .at("/config/Env")
              .forEach(variable -> environment.add(variable.asText()));
          return Optional.of(new BaseJre(root(manifest, images, unpacked), environment));
        }
      }
      return Optional.empty();
    } catch (CacheDirectoryCreationException | CacheCorruptedException e) {
      throw new IOException(e);
    }
  }

  private static Path root(BuildableManifestTemplate manifest, Path images, Path unpacked)
      throws IOException {
    Sha256 hash = new Sha256();
    for (ContentDescriptorTemplate layer : manifest.getLayers()) {
      hash.text(String.valueOf(layer.getDigest()));
    }
    Path root = unpacked.resolve(hash.hex().substring(0, 16));
    if (Files.isDirectory(root)) {
      return root;
    }
    Files.createDirectories(unpacked);
    Path temporary = Files.createTempDirectory(unpacked, "unpacking-");
    try {
      Path files = Files.createDirectories(temporary.resolve("root"));
      for (ContentDescriptorTemplate layer : manifest.getLayers()) {
        Path blob = blob(images, layer);
        List<String> tar = List.of("tar", "-xf", blob.toString(), "-C", files.toString());
        List<String> command = new ArrayList<>(tar);
        command.addAll(List.of("--no-same-owner", "--exclude=dev/*", "--delay-directory-restore"));
        extract(command);
      }
      LinkedJre.publish(files, root);
    } finally {
      Directories.delete(temporary);
    }
    return root;
  }

  private static void extract(List<String> command) throws IOException {
    try {
      Jdk.run(command);
    } catch (ProblemException e) {
      throw new IOException(command.get(0) + " failed", e);
    }
  }

  /** Returns the compressed file of a layer in Jib's cache: {@code layers/<digest>/<diff id>}. */
  private static Path blob(Path images, ContentDescriptorTemplate layer) throws IOException {
    Path directory =
        images.resolve("layers").resolve(String.valueOf(layer.getDigest()).split(":", -1)[1]);
    try (Stream<Path> list = Files.list(directory)) {
      return list.findFirst().orElseThrow(() -> new IOException(directory + " is empty"));
    }
  }

  /** Returns the JRE; empty if no Java, or no loader, is found in the image. */
  Optional<ArchiveJre> jre() throws IOException {
    Optional<Path> home = home();
    Optional<Path> loader = first("lib64/ld-linux-*", "lib/ld-linux-*", "lib/ld-musl-*");
    if (home.isEmpty() || loader.isEmpty() || !Files.exists(home.get().resolve("lib/modules"))) {
      return Optional.empty();
    }
    List<String> libraries = new ArrayList<>();
    for (String pattern : LIBRARIES) {
      for (Path directory : matching(pattern)) {
        libraries.add(directory.toString());
      }
    }
    return Optional.of(
        ArchiveJre.of(
            home.get(),
            List.of(
                loader.get().toString(),
                "--library-path",
                String.join(":", libraries),
                home.get().resolve("bin/java").toString())));
  }

  private Optional<Path> home() throws IOException {
    for (String variable : environment) {
      if (variable.startsWith("PATH=")) {
        for (String directory : variable.substring("PATH=".length()).split(":", -1)) {
          Path java = inside(root.resolve("./" + directory).normalize().resolve("java"));
          if (Files.isExecutable(java)) {
            return Optional.ofNullable(java.getParent()).map(Path::getParent);
          }
        }
      }
    }
    return Optional.empty();
  }

  /** Follows the symbolic links of a file, whose absolute targets are below the root. */
  private Path inside(Path file) throws IOException {
    Path followed = file;
    while (Files.isSymbolicLink(followed)) {
      Path target = Files.readSymbolicLink(followed);
      followed =
          target.isAbsolute()
              ? root.resolve("./" + target).normalize()
              : followed.resolveSibling(target).normalize();
    }
    return followed;
  }

  private Optional<Path> first(String... patterns) throws IOException {
    for (String pattern : patterns) {
      List<Path> found = matching(pattern);
      if (!found.isEmpty()) {
        return Optional.of(inside(found.get(0)));
      }
    }
    return Optional.empty();
  }

  /** Returns the files whose last name matches a pattern. */
  private List<Path> matching(String pattern) throws IOException {
    Path all = root.resolve(pattern);
    Path parent = all.getParent();
    if (parent == null || !Files.isDirectory(parent)) {
      return List.of();
    }
    String glob = String.valueOf(all.getFileName());
    try (Stream<Path> list = Files.list(parent)) {
      return list.filter(
              each ->
                  each.getFileSystem().getPathMatcher("glob:" + glob).matches(each.getFileName()))
          .sorted()
          .toList();
    }
  }
}
