package io.kubeless.packaging.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.blob.Blob;
import com.google.cloud.tools.jib.blob.BlobDescriptor;
import com.google.cloud.tools.jib.blob.Blobs;
import com.google.cloud.tools.jib.hash.Digests;
import com.google.cloud.tools.jib.image.json.V22ManifestTemplate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.security.DigestException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An image in the tar that Jib writes for {@code docker load}.
 *
 * @param manifest its manifest in a registry
 * @param blobs layers and configuration, by digest
 */
record DockerTar(V22ManifestTemplate manifest, Map<DescriptorDigest, TarEntry> blobs) {

  /** Reads the index of a tar. The blobs are read when they are used. */
  static DockerTar read(Path tar) throws IOException {
    Map<String, TarEntry> entries = TarEntry.of(tar);
    JsonNode image = new ObjectMapper().readTree(entry(entries, "manifest.json").read()).path(0);
    V22ManifestTemplate manifest = new V22ManifestTemplate();
    Map<DescriptorDigest, TarEntry> blobs = new LinkedHashMap<>();
    for (JsonNode each : image.path("Layers")) {
      TarEntry layer = entry(entries, each.asText());
      DescriptorDigest digest = digest(each.asText());
      manifest.addLayer(layer.size(), digest);
      blobs.put(digest, layer);
    }
    TarEntry config = entry(entries, image.path("Config").asText());
    BlobDescriptor found = Digests.computeDigest(new ByteArrayInputStream(config.read()));
    manifest.setContainerConfiguration(found.getSize(), found.getDigest());
    blobs.put(found.getDigest(), config);
    return new DockerTar(manifest, blobs);
  }

  private static TarEntry entry(Map<String, TarEntry> entries, String name) throws IOException {
    TarEntry entry = entries.get(name);
    if (entry == null) {
      throw new IOException(name + " is missing in the image's tar");
    }
    return entry;
  }

  /** Returns the digest of a layer, which is part of its name in Jib's tar. */
  private static DescriptorDigest digest(String layer) throws IOException {
    try {
      return DescriptorDigest.fromHash(layer.replaceFirst("\\.tar\\.gz$", ""));
    } catch (DigestException e) {
      throw new IOException(layer + " in the image's tar is not named by a hash", e);
    }
  }

  /** Returns the digest of the manifest. */
  DescriptorDigest digest() throws IOException {
    return Digests.computeJsonDigest(manifest);
  }

  static Blob blob(TarEntry entry) {
    return Blobs.from(entry::writeTo, true);
  }
}
