package io.kubeless.maven;

import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.model.Function;
import java.io.IOException;

/** Builds the image of a function to learn its digest, and uploads nothing. */
final class ImagePreview {
  private final GoalContext goal;
  private final FunctionModule module;

  ImagePreview(GoalContext goal, FunctionModule module) {
    this.goal = goal;
    this.module = module;
  }

  /** Ends a push before its upload. */
  private static final class DigestKnown extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final String digest;

    DigestKnown(String digest) {
      super(digest, null, false, false);
      this.digest = digest;
    }
  }

  /** Returns the digest that a push would have. */
  String digest(Function function) throws IOException {
    Destination unwritten =
        new Destination.Registry(
            digest -> {
              throw new DigestKnown(digest);
            });
    try {
      return goal.images(module.settings()).build(module, function, unwritten).digest();
    } catch (DigestKnown e) {
      goal.log().info("image     " + function.image().name() + "@" + e.digest + "   not pushed");
      return e.digest;
    }
  }
}
