package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Function;
import io.kubeless.runtime.RuntimeContract;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/**
 * The input of an image.
 *
 * @param function the function
 * @param classes the project's class directory, or its jar
 * @param libraries the rest of the class path, in its order
 * @param created time of creation in the image
 * @param work a directory for intermediate files
 * @param jdk home of the JDK that links a JRE
 * @param project directory that paths in the configuration are relative to
 * @param main the class that the image starts
 */
public record ImageRequest(
    Function function,
    Path classes,
    List<Library> libraries,
    Instant created,
    Path work,
    Path jdk,
    Path project,
    String main) {
  /** Creates a request for a function. */
  public ImageRequest(
      Function function,
      Path classes,
      List<Library> libraries,
      Instant created,
      Path work,
      Path jdk,
      Path project) {
    this(function, classes, libraries, created, work, jdk, project, RuntimeContract.MAIN_CLASS);
  }

  /** Creates a request whose configuration contains no relative paths. */
  public ImageRequest(
      Function function,
      Path classes,
      List<Library> libraries,
      Instant created,
      Path work,
      Path jdk) {
    this(function, classes, libraries, created, work, jdk, work);
  }

  /** Copies the libraries. */
  public ImageRequest {
    libraries = List.copyOf(libraries);
  }

  /** Returns this request with other directory for intermediate files. */
  public ImageRequest withWork(Path other) {
    return new ImageRequest(function, classes, libraries, created, other, jdk, project, main);
  }
}
