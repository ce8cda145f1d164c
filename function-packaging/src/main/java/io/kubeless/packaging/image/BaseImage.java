package io.kubeless.packaging.image;

import static io.kubeless.packaging.model.Argument.setting;

import com.google.cloud.tools.jib.api.CacheDirectoryCreationException;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.cache.Cache;
import com.google.cloud.tools.jib.cache.CacheCorruptedException;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate;
import com.google.cloud.tools.jib.image.json.BuildableManifestTemplate.ContentDescriptorTemplate;
import com.google.cloud.tools.jib.image.json.ContainerConfigurationTemplate;
import com.google.cloud.tools.jib.image.json.ImageMetadataTemplate;
import com.google.cloud.tools.jib.image.json.ManifestAndConfigTemplate;
import com.google.cloud.tools.jib.image.json.ManifestListTemplate;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleConsumer;

/**
 * A base image in its registry. Jib reads it from the cache afterwards and contacts no registry. So
 * the trust settings of the registry that an image is pushed to do not apply to the registry of its
 * base image.
 */
final class BaseImage {
  private final ImageReference name;
  private final List<String> architectures;
  private final Registries registries;

  /**
   * Creates a base image.
   *
   * @param architectures the required architectures, by their names in OCI
   */
  BaseImage(ImageReference name, List<String> architectures, Registries registries) {
    this.name = name;
    this.architectures = architectures;
    this.registries = registries;
  }

  /**
   * Checks that the registry has the image, without reading its layers.
   *
   * @throws ProblemException if the registry is unreachable or refuses, or the image is not found
   *     or not built for an architecture
   */
  void check() throws IOException {
    registries.probeBase(name.getRegistry(), name.toString());
    try (Repository repository = new Repository(name, registries)) {
      metadata(repository);
    } catch (RegistryException | IOException e) {
      throw ImageProblems.ofBase(e, name);
    }
  }

  /**
   * Requires that the image is in the cache because an earlier build has pulled it.
   *
   * @return a text that is the same for the same image
   */
  String cached(Path directory) throws IOException {
    try {
      return identity(
          Cache.withDirectory(directory)
              .retrieveMetadata(name)
              .orElseThrow(() -> ImageProblems.notCached(name.toString(), architectures, null)));
    } catch (CacheDirectoryCreationException | CacheCorruptedException e) {
      throw ImageProblems.ofBase(e, name);
    }
  }

  /**
   * Pulls the missing parts of the image into the cache.
   *
   * @param progress receives the part that is done, from 0 to 1
   * @return a text that is the same for the same image
   */
  String pull(Path directory, DoubleConsumer progress) throws IOException {
    registries.probeBase(name.getRegistry(), name.toString());
    try (Repository repository = new Repository(name, registries)) {
      Cache cache = Cache.withDirectory(directory);
      ImageMetadataTemplate metadata = metadata(repository);
      List<ContentDescriptorTemplate> missing = missing(metadata, cache);
      long all = missing.stream().mapToLong(ContentDescriptorTemplate::getSize).sum();
      long[] done = {0};
      for (ContentDescriptorTemplate layer : missing) {
        cache.writeCompressedLayer(
            repository
                .client()
                .pullBlob(
                    layer.getDigest(),
                    size -> {},
                    bytes -> {
                      done[0] += bytes;
                      progress.accept(Math.min(1, done[0] / (double) Math.max(1, all)));
                    }));
      }
      cache.writeMetadata(name, metadata);
      return identity(metadata);
    } catch (RegistryException | CacheDirectoryCreationException | IOException e) {
      throw ImageProblems.ofBase(e, name);
    }
  }

  private static String identity(ImageMetadataTemplate metadata) throws IOException {
    StringBuilder manifests = new StringBuilder();
    for (ManifestAndConfigTemplate each : metadata.getManifestsAndConfigs()) {
      if (each.getManifest() instanceof BuildableManifestTemplate manifest) {
        manifests.append(JsonTemplateMapper.toUtf8String(manifest)).append('\n');
      }
    }
    return manifests.toString();
  }

  private static List<ContentDescriptorTemplate> missing(
      ImageMetadataTemplate metadata, Cache cache) {
    List<ContentDescriptorTemplate> missing = new ArrayList<>();
    for (ManifestAndConfigTemplate each : metadata.getManifestsAndConfigs()) {
      if (each.getManifest() instanceof BuildableManifestTemplate manifest) {
        for (ContentDescriptorTemplate layer : manifest.getLayers()) {
          V22ManifestTemplate alone = new V22ManifestTemplate();
          alone.addLayer(layer.getSize(), layer.getDigest());
          if (!cache.areAllLayersCached(alone)) {
            missing.add(layer);
          }
        }
      }
    }
    return missing;
  }

  private ImageMetadataTemplate metadata(Repository repository)
      throws IOException, RegistryException {
    ManifestTemplate top = repository.manifest(name.getQualifier());
    if (top instanceof BuildableManifestTemplate single) {
      ContainerConfigurationTemplate config = config(repository, single);
      if (!architectures.equals(List.of(config.getArchitecture()))) {
        throw architecture(Message.of("it is for %s only", config.getArchitecture()));
      }
      return new ImageMetadataTemplate(
          null, List.of(new ManifestAndConfigTemplate(single, config)));
    }
    if (!(top instanceof ManifestListTemplate index)) {
      throw new IOException("its manifest has schema version 1, which no registry serves any more");
    }
    List<ManifestAndConfigTemplate> images = new ArrayList<>();
    for (String architecture : architectures) {
      String digest =
          index.getDigestsForPlatform(architecture, "linux").stream()
              .findFirst()
              .orElseThrow(
                  () -> architecture(Message.of("it has no image for linux/%s", architecture)));
      if (!(repository.manifest(digest) instanceof BuildableManifestTemplate manifest)) {
        throw new IOException(digest + " in its index is not the manifest of an image");
      }
      images.add(new ManifestAndConfigTemplate(manifest, config(repository, manifest), digest));
    }
    return new ImageMetadataTemplate(top, images);
  }

  private static ContainerConfigurationTemplate config(
      Repository repository, BuildableManifestTemplate manifest) throws IOException {
    ContentDescriptorTemplate config = manifest.getContainerConfiguration();
    if (config == null) {
      throw new IOException("its manifest names no configuration");
    }
    byte[] json =
        Blobs.writeToByteArray(
            repository.client().pullBlob(config.getDigest(), size -> {}, bytes -> {}));
    return JsonTemplateMapper.readJson(
        new String(json, StandardCharsets.UTF_8), ContainerConfigurationTemplate.class);
  }

  private ProblemException architecture(Message why) {
    return new ProblemException(
        Problem.of(
                ErrorCode.ARCHITECTURE_MISSING,
                "The base image %s is not built for %s",
                name,
                String.join(" and ", architectures))
            .at("image.base")
            .because(why)
            .remedy(
                "choose another base image, such as eclipse-temurin:25-jre, or another %s",
                setting("image.architecture")));
  }
}
