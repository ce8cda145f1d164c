package io.kubeless.packaging.image;

import com.google.cloud.tools.jib.api.DescriptorDigest;
import com.google.cloud.tools.jib.api.ImageReference;
import com.google.cloud.tools.jib.api.InvalidImageReferenceException;
import com.google.cloud.tools.jib.api.RegistryException;
import com.google.cloud.tools.jib.blob.Blobs;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.security.DigestException;

/**
 * Checks that an account may push an image, by uploading the empty JSON object to its repository.
 * Registries delete content that no image refers to.
 *
 * @see <a
 *     href="https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidance-for-an-empty-descriptor">
 *     The empty descriptor</a>
 */
public final class PushCheck {
  private static final String EMPTY = "{}";
  private static final String DIGEST =
      "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a";

  private PushCheck() {}

  /**
   * Uploads two bytes.
   *
   * @throws io.kubeless.packaging.model.ProblemException if the registry refuses them
   */
  public static void check(Registries registries, Image image) {
    try (Repository repository = new Repository(ImageReference.parse(image.name()), registries)) {
      repository.logInToPush();
      repository
          .client()
          .pushBlob(DescriptorDigest.fromDigest(DIGEST), Blobs.from(EMPTY), null, bytes -> {});
    } catch (IOException | RegistryException | InvalidImageReferenceException | DigestException e) {
      throw ImageProblems.ofTarget(e, image);
    }
  }
}
