package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goalsOfPackaged;

import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.aether.artifact.Artifact;

/** The files of a class path, with unique names in an image. */
final class LibraryFiles {
  private LibraryFiles() {}

  /** Returns a library for each artifact, in their order. */
  static List<Library> of(List<ClassPathEntry> classPath) {
    List<Library> libraries = new ArrayList<>();
    Set<String> taken = new HashSet<>();
    for (ClassPathEntry entry : classPath) {
      Path file = packed(entry.artifact());
      libraries.add(new Library(name(entry.artifact(), taken), file, kind(entry.artifact(), file)));
    }
    return libraries;
  }

  private static Path packed(Artifact artifact) {
    Path file = artifact.getFile().toPath();
    if (Files.isDirectory(file) && !artifact.getClassifier().isEmpty()) {
      throw new ProblemException(
          Problem.of(ErrorCode.LIBRARY_NOT_PACKAGED, "The jar of %s is not packaged yet", artifact)
              .at("%s", file)
              .because(
                  "Maven resolves it to the class directory, which lacks what the classifier selects")
              .remedy(goalsOfPackaged("deploy")));
    }
    return file;
  }

  /**
   * Returns a name that contains group, artifact and base version. Two artifacts may have the same
   * such name, for example {@code a.b:c} and {@code a:b.c}, and some file systems ignore case: all
   * but the first get a number.
   */
  private static String name(Artifact artifact, Set<String> taken) {
    String classifier = artifact.getClassifier();
    String name =
        artifact.getGroupId()
            + "."
            + artifact.getArtifactId()
            + "-"
            + artifact.getBaseVersion()
            + (classifier.isEmpty() ? "" : "-" + classifier);
    String free = name + ".jar";
    for (int number = 2; !taken.add(free.toLowerCase(Locale.ROOT)); number++) {
      free = name + "." + number + ".jar";
    }
    return free;
  }

  private static Library.Kind kind(Artifact artifact, Path file) {
    if (OwnArtifacts.contains(artifact.getGroupId(), artifact.getArtifactId())) {
      return Library.Kind.RUNTIME;
    }
    return artifact.isSnapshot() || Files.isDirectory(file)
        ? Library.Kind.SNAPSHOT
        : Library.Kind.RELEASE;
  }
}
