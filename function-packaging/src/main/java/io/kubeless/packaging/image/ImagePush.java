package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.hash.Digests;
import com.google.cloud.tools.jib.image.json.ManifestTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestListTemplate;
import com.google.cloud.tools.jib.image.json.V22ManifestTemplate;
import com.google.cloud.tools.jib.json.JsonTemplateMapper;
import com.google.cloud.tools.jib.registry.RegistryClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
   * @param progress receives the part that is done, from 0 to 1
   * @return the number of uploaded bytes
   */
  long to(PushTarget target, String tag, ExecutorService executor, DoubleConsumer progress)
      throws IOException, RegistryException, InterruptedException, ExecutionException {
    if (target.has(digest().toString())) {
      return 0;
    }
    RegistryClient client = target.client();
    AtomicLong uploaded = new AtomicLong();
    uploadBlobs(client, target.source().orElse(null), executor, progress, uploaded);
    if (images.size() > 1) {
      for (DockerTar image : images.values()) {
        client.pushManifest(image.manifest(), image.digest().toString());
      }
    }
    client.pushManifest(top(), tag);
    return uploaded.get();
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
