package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.image.Destination;
import io.kubeless.packaging.image.Library;
import io.kubeless.packaging.image.ProgramImage;
import io.kubeless.packaging.install.ControllerInstaller;
import io.kubeless.packaging.install.ControllerRemoval;
import io.kubeless.packaging.install.InstallOptions;
import io.kubeless.packaging.install.InstallationFiles;
import io.kubeless.packaging.install.ResourceDefinitions;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.QuickStart;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Installs and removes the controller. */
final class ControllerGoals {
  private final GoalContext goal;
  private final GoalSettings settings;

  ControllerGoals(GoalContext goal) {
    this.goal = goal;
    this.settings = goal.settings();
  }

  /** Builds the image of the controller, and applies its objects or writes them to files. */
  void install() throws IOException {
    if (NamedFunction.property(goal, "output").isPresent()) {
      write(image(settings.registry()));
      return;
    }
    Image image = image(new ModuleRegistries().of(settings));
    List<Library> classPath = classPath();
    ResourceDefinitions definitions = ResourceDefinitions.read(classPath.get(0).path());
    try (ClusterConnection connection = connect()) {
      ControllerInstaller installer =
          new ControllerInstaller(
              connection,
              new InstallOptions(
                  settings.flag(Setting.ADOPT), settings.flag(Setting.FORCE), patience()),
              goal.frontEnd());
      installer.check(definitions);
      Image forNodes =
          NamedFunction.property(goal, "image.architecture").isPresent()
              ? image
              : image.withArchitectures(Architectures.of(image, Nodes.architectures(connection)));
      installer.install(installation(pushed(forNodes, classPath)), definitions);
    }
  }

  private void write(Image image) throws IOException {
    List<Library> classPath = classPath();
    Path directory = settings.output();
    InstallationFiles.write(
        directory,
        installation(pushed(image, classPath)),
        ResourceDefinitions.read(classPath.get(0).path()));
    goal.log().info("manifests " + directory);
  }

  private List<Library> classPath() {
    return new ProgramClassPath(goal.session(), goal.repositorySystem(), version())
        .resolve(goal.project(), Installation.NAME);
  }

  /** Removes the controller. */
  void uninstall() {
    try (ClusterConnection connection = connect()) {
      new ControllerRemoval(connection, patience(), goal.frontEnd())
          .run(settings.flag(Setting.DEFINITIONS));
    }
  }

  private ClusterConnection connect() {
    return settings.connect(Optional.of(namespace()));
  }

  private String namespace() {
    return NamedFunction.property(goal, "namespace").orElse(Installation.NAMESPACE);
  }

  private Duration patience() {
    return settings.options().patience();
  }

  private String version() {
    return goal.plugin().getVersion();
  }

  /** Returns the image to build, in the registry of the settings or of the cluster. */
  private Image image(Optional<String> registry) {
    return new Image(
        ModuleRegistries.required(registry, Installation.NAME)
            + "/"
            + Installation.NAME
            + ":"
            + version(),
        Optional.empty(),
        NamedFunction.property(goal, "image.base").orElse(Image.LINKED_JRE),
        names(NamedFunction.property(goal, "image.architecture").orElse("amd64")),
        QuickStart.NONE);
  }

  private Image pushed(Image image, List<Library> classPath) throws IOException {
    ProgramImage program =
        new ProgramImage(
            Installation.NAME, version(), Installation.MAIN_CLASS, Installation.MAIN_CLASS, image);
    Path work = settings.output().resolve(Installation.NAME).resolve("image");
    String digest =
        goal.images(settings)
            .build(
                program.request(classPath, work, goal.imageRequests().jdk()),
                settings.output(),
                new Destination.Registry())
            .digest();
    return image.withDigest(digest);
  }

  private Installation installation(Image image) {
    SortedSet<String> namespaces =
        new TreeSet<>(names(settings.text(Setting.NAMESPACES).orElse("")));
    return new Installation(
        namespace(),
        version(),
        Names.MANAGER,
        namespaces,
        image,
        Optional.empty(),
        new TreeMap<>(),
        names(NamedFunction.property(goal, "imagePullSecrets").orElse("")));
  }

  /** Returns the elements of a list with commas between them. */
  private static List<String> names(String list) {
    return Arrays.stream(list.split(",", -1))
        .map(String::strip)
        .filter(each -> !each.isEmpty())
        .toList();
  }
}
