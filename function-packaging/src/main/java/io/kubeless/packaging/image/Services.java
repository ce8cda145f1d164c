package io.kubeless.packaging.image;

import io.kubeless.runtime.RuntimeContract;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** The services of the runtime that a class path provides, for which no start must search it. */
final class Services {
  private Services() {}

  /** Returns the class names of the services, in the order of the runtime. */
  static List<String> of(List<Path> jars) throws IOException {
    List<String> missing = new ArrayList<>(RuntimeContract.SERVICES);
    for (Path jar : jars) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        missing.removeIf(service -> zip.getEntry("META-INF/services/" + service) != null);
      } catch (ZipException e) {
        // The JVM ignores it as well.
      }
    }
    List<String> found = new ArrayList<>(RuntimeContract.SERVICES);
    found.removeAll(missing);
    return found;
  }
}
