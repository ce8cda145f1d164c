package io.kubeless.packaging.image;

import io.kubeless.packaging.model.Access;
import io.kubeless.packaging.model.Config;
import io.kubeless.packaging.model.Exposure;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.HandlerClass;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Resources;
import io.kubeless.packaging.model.RuntimeSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The image of a program of this project, such as the controller. It is made like that of a
 * function: same layers, same user, same digest from the same files.
 *
 * @param name the program's name, which is also the last part of the image's name
 * @param version its version
 * @param main the class that starts it
 * @param handler the class that handles events, if it is a function; any other class is ignored
 * @param image the name of the image, its base and its architectures
 */
public record ProgramImage(String name, String version, String main, String handler, Image image) {
  private static final int RELEASE = 17;
  private static final Pattern TAG = Pattern.compile(":(\\d{1,3})(?![\\w/]*/)");

  /**
   * Returns the request for the image.
   *
   * @param classPath the jar of the program, followed by its libraries
   * @param work a directory for intermediate files
   * @param jdk home of the JDK that links a JRE
   */
  public ImageRequest request(List<Library> classPath, Path work, Path jdk) {
    return new ImageRequest(
        function(),
        classPath.get(0).path(),
        classPath.subList(1, classPath.size()),
        Instant.EPOCH,
        work,
        jdk,
        work,
        main);
  }

  /**
   * Returns the release of Java in an image: that of the JDK that links its JRE, or the number with
   * which the tag of its base image begins, or else the oldest one that is supported.
   */
  public static int release(Image image, Path jdk) throws IOException {
    if (image.linked()) {
      return new Jdk(jdk).release();
    }
    Matcher tag = TAG.matcher(image.base());
    return tag.find() ? Integer.parseInt(tag.group(1)) : RELEASE;
  }

  /** Returns what the builder of images reads: the names, and no settings of a function. */
  private Function function() {
    return new Function(
        name,
        Optional.empty(),
        new TreeMap<>(),
        new TreeMap<>(),
        new Owner(name),
        version,
        new HandlerClass(handler, Optional.empty(), Optional.empty(), Set.of(), RELEASE),
        image,
        new RuntimeSettings(
            Duration.ofMinutes(3),
            OptionalInt.empty(),
            false,
            new TreeMap<>(),
            new Config(new TreeMap<>())),
        new Resources("256Mi", "100m", OptionalInt.empty(), Optional.empty()),
        new Exposure(List.of(), Optional.empty()),
        new Access(Optional.empty(), List.of(), List.of()));
  }
}
