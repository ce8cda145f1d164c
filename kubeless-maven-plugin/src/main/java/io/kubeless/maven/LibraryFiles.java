package io.kubeless.maven;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.eclipse.aether.artifact.Artifact;
import org.jspecify.annotations.Nullable;

/** The files of a resolved class path under the names that they have in an image. */
final class LibraryFiles {
  private LibraryFiles() {}

  /** Adds an artifact's file by its name, unless it is none or there already. */
  static void add(Map<String, Library> libraries, @Nullable Artifact artifact) {
    if (artifact == null || artifact.getFile() == null || !artifact.getExtension().equals("jar")) {
      return;
    }
    Path file = artifact.getFile().toPath();
    String classifier = artifact.getClassifier();
    if (Files.isDirectory(file) && !classifier.isEmpty()) {
      throw new ProblemException(
          Problem.inProject(
              112,
              "The jar of " + artifact + " is not packed yet",
              file.toString(),
              "Maven gives the class directory for it, without what its classifier means",
              "mvn package kubeless:deploy"));
    }
    String name =
        artifact.getGroupId()
            + "."
            + artifact.getArtifactId()
            + "-"
            + artifact.getBaseVersion()
            + (classifier.isEmpty() ? "" : "-" + classifier)
            + ".jar";
    libraries.putIfAbsent(name, new Library(name, file, kind(artifact, file)));
  }

  private static Library.Kind kind(Artifact artifact, Path file) {
    if (OwnArtifacts.runs(artifact)) {
      return Library.Kind.RUNTIME;
    }
    return artifact.isSnapshot() || Files.isDirectory(file)
        ? Library.Kind.SNAPSHOT
        : Library.Kind.RELEASE;
  }
}
