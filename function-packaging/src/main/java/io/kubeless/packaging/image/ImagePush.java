package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.hash.Digests;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestListTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import com.google.cloud.tools.jib.registry.ManifestAndDigest;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The content of a push: the image of one architecture, or an index of several.
 *
 * @param images by architecture
 */
record ImagePush(SortedMap<String, DockerTar> images) {

  /** Returns the digest that the image is pulled by. */
  DescriptorDigest digest() throws IOException {
    return Digests.computeJsonDigest(top());
  }

  private ManifestTemplate top() throws IOException {
    if (images.size() == 1) {
      return images.values().iterator().next().manifest();
    }
    V22ManifestListTemplate index = new V22ManifestListTemplate();
    for (Map.Entry<String, DockerTar> image : images.entrySet()) {
      V22ManifestTemplate manifest = image.getValue().manifest();
      V22ManifestListTemplate.ManifestDescriptorTemplate entry =
          new V22ManifestListTemplate.ManifestDescriptorTemplate();
      entry.setMediaType(manifest.getManifestMediaType());
      entry.setSize(JsonTemplateMapper.toByteArray(manifest).length);
      entry.setDigest(image.getValue().digest().toString());
      entry.setPlatform(image.getKey(), "linux");
      index.addManifest(entry);
    }
    return index;
  }

  /**
   * Uploads everything that the registry lacks, and tags it. If the name already refers to this
   * image, it is not written again, so that a registry with immutable tags accepts the same image
   * repeatedly.
   *
   * @param source a repository of the same registry that layers may be mounted from
   * @param progress receives the part that is done, from 0 to 1
   * @return the number of uploaded bytes
   */
  long to(
      ImageReference name,
      Optional<String> source,
      Registries registries,
      ExecutorService executor,
      DoubleConsumer progress)
      throws IOException, RegistryException, InterruptedException, ExecutionException {
    try (Repository repository = new Repository(name, source, registries)) {
      repository.logInToPush();
      RegistryClient client = repository.client();
      if (found(client, name.getQualifier()).equals(Optional.of(digest()))) {
        return 0;
      }
      AtomicLong uploaded = new AtomicLong();
      uploadBlobs(client, source.orElse(null), executor, progress, uploaded);
      if (images.size() > 1) {
        for (DockerTar image : images.values()) {
          client.pushManifest(image.manifest(), image.digest().toString());
        }
      }
      client.pushManifest(top(), name.getQualifier());
      return uploaded.get();
    }
  }

  private static Optional<DescriptorDigest> found(RegistryClient client, String tag)
      throws IOException {
    try {
      return client.checkManifest(tag).map(ManifestAndDigest::getDigest);
    } catch (RegistryException e) {
      return Optional.empty(); // for example, the repository does not exist yet
    }
  }

  private void uploadBlobs(
      RegistryClient client,
      @Nullable String source,
      ExecutorService executor,
      DoubleConsumer progress,
      AtomicLong uploaded)
      throws IOException, InterruptedException, ExecutionException {
    Map<DescriptorDigest, TarEntry> blobs = new LinkedHashMap<>();
    images.values().forEach(image -> blobs.putAll(image.blobs()));
    AtomicLong done = new AtomicLong();
    List<Callable<Boolean>> uploads = new ArrayList<>();
    double all = blobs.values().stream().mapToLong(TarEntry::size).sum();
    for (Map.Entry<DescriptorDigest, TarEntry> blob : blobs.entrySet()) {
      uploads.add(
          () -> {
            if (client.checkBlob(blob.getKey()).isEmpty()) {
              client.pushBlob(
                  blob.getKey(), DockerTar.blob(blob.getValue()), source, uploaded::addAndGet);
            }
            progress.accept(Math.min(1, done.addAndGet(blob.getValue().size()) / all));
            return true;
          });
    }
    for (Future<Boolean> upload : executor.invokeAll(uploads)) {
      upload.get();
    }
  }
}
