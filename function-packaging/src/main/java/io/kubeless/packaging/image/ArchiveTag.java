package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.blob.Blob;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate.ContentDescriptorTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.zip.GZIPInputStream;

/**
 * An archive in the repository of the image, under a tag that contains its key. Two recordings of
 * the same input differ, so this is how a build on another machine makes the same image.
 *
 * @param image the image, whose repository contains the archive
 */
record ArchiveTag(ImageReference image, Registries registries) {
  private static String tag(String key) {
    return "archive-" + key;
  }

  /**
   * Pulls an archive, unless it is that of a known layer.
   *
   * @param name name of the file in the layer
   * @param known digest of a layer whose archive is on this machine; empty if there is none
   * @return the digest of the layer, empty if the registry does not have it
   */
  Optional<String> pull(String key, String name, Optional<String> known, Path to)
      throws IOException {
    try (Repository repository = new Repository(image, registries)) {
      if (!(repository.manifest(tag(key)) instanceof BuildableManifestTemplate manifest)
          || manifest.getLayers().isEmpty()) {
        return Optional.empty();
      }
      DescriptorDigest layer = manifest.getLayers().get(0).getDigest();
      Optional<String> digest = Optional.of(layer.toString());
      if (!digest.equals(known)) {
        unpack(repository.client().pullBlob(layer, size -> {}, bytes -> {}), name, to);
      }
      return digest;
    } catch (RegistryException e) {
      return Optional
          .empty(); // the tag or the repository does not exist yet, or may only be written
    }
  }

  private static void unpack(Blob blob, String name, Path to) throws IOException {
    Path packed = to.resolveSibling("layer.tar.gz");
    Path tar = to.resolveSibling("layer.tar");
    try (OutputStream out = Files.newOutputStream(packed)) {
      blob.writeTo(out);
    }
    try (InputStream in = new GZIPInputStream(Files.newInputStream(packed))) {
      Files.copy(in, tar, StandardCopyOption.REPLACE_EXISTING);
    }
    TarEntry entry =
        Optional.ofNullable(TarEntry.of(tar).get("function/" + name))
            .orElseThrow(() -> new IOException(name + " is missing in the archive's layer"));
    try (OutputStream out = Files.newOutputStream(to)) {
      entry.writeTo(out);
    }
    Files.delete(packed);
    Files.delete(tar);
  }

  /**
   * Tags the last layer of an image, which was pushed before, unless another machine has pushed an
   * archive of the same input.
   *
   * @param tar the image
   */
  void push(String key, DockerTar tar) throws IOException, RegistryException {
    V22ManifestTemplate manifest = new V22ManifestTemplate();
    ContentDescriptorTemplate layer =
        tar.manifest().getLayers().get(tar.manifest().getLayers().size() - 1);
    manifest.addLayer(layer.getSize(), layer.getDigest());
    ContentDescriptorTemplate config = tar.manifest().getContainerConfiguration();
    if (config == null) {
      throw new IOException("the image has no configuration");
    }
    manifest.setContainerConfiguration(config.getSize(), config.getDigest());
    try (Repository repository = new Repository(image, registries)) {
      repository.logInToPush();
      if (!exists(repository, key)) {
        repository.client().pushManifest(manifest, tag(key));
      }
    }
  }

  private static boolean exists(Repository repository, String key) throws IOException {
    try {
      return repository.manifest(tag(key)) instanceof BuildableManifestTemplate;
    } catch (RegistryException e) {
      return false; // the tag does not exist yet, or may only be written
    }
  }
}
