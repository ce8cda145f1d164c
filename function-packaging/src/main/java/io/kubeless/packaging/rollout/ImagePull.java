package io.kubeless.packaging.rollout;

import io.kubeless.packaging.model.Message;
import java.util.Set;
import java.util.regex.Pattern;

/** Determines from the kubelet's messages why an image cannot be pulled. */
final class ImagePull {
  /** The reasons of a container whose image cannot be pulled. */
  static final Set<String> REASONS =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");

  private static final Pattern REFERENCE = Pattern.compile("\\S+/\\S+|\"[^\"]*\"");
  private static final Pattern LOGIN =
      Pattern.compile(
          "unauthori[sz]ed|authentication required|no basic auth|denied|insufficient_scope"
              + "|\\b401\\b|\\b403\\b",
          Pattern.CASE_INSENSITIVE);
  private static final Pattern MISSING =
      Pattern.compile(
          "not found|manifest unknown|name unknown|no match for platform|does not exist",
          Pattern.CASE_INSENSITIVE);

  private final String namespace;
  private final String image;

  ImagePull(String namespace, String image) {
    this.namespace = namespace;
    this.image = image;
  }

  /** Returns whether another attempt would have the same result. */
  static boolean isFinal(String reason, String message) {
    String text = text(message);
    return reason.equals("InvalidImageName")
        || reason.equals("ErrImageNeverPull")
        || LOGIN.matcher(text).find()
        || MISSING.matcher(text).find();
  }

  /**
   * Returns a message without image references and addresses, whose digits and words have no
   * meaning.
   */
  private static String text(String message) {
    return REFERENCE.matcher(message).replaceAll("");
  }

  Message why(String reason, String message) {
    return Message.of("%s: %s", reason, message.isEmpty() ? image : message);
  }

  Message remedy(String message) {
    String registry = image.split("/", 2)[0];
    return LOGIN.matcher(text(message)).find()
        ? Message.of(
            "kubectl create secret docker-registry regcred -n %s --docker-server=%s"
                + " --docker-username=<name> --docker-password=<token>, and imagePullSecrets: [regcred]",
            namespace, registry)
        : Message.of(
            "check that the nodes can reach %s under that name, and that the image exists",
            registry);
  }
}
