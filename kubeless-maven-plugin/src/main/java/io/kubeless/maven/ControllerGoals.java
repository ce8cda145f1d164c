package io.kubeless.maven;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.install.ControllerInstaller;
import io.kubeless.packaging.install.ControllerRemoval;
import io.kubeless.packaging.install.InstallOptions;
import io.kubeless.packaging.install.InstallationFiles;
import io.kubeless.packaging.install.RuntimeImages;
import io.kubeless.packaging.manifest.Installation;
import io.kubeless.packaging.manifest.Names;
import io.kubeless.packaging.model.Image;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/** Installs and removes the controller. */
final class ControllerGoals {
  private final GoalContext goal;
  private final GoalSettings settings;
  private final ControllerImages images;

  ControllerGoals(GoalContext goal) {
    this.goal = goal;
    this.settings = goal.settings();
    this.images = new ControllerImages(goal, settings);
  }

  /** Builds the images, and applies the objects of the controller or writes them to files. */
  void install() throws IOException {
    if (NamedFunction.property(goal, "output").isPresent()) {
      write(registry(settings.registry()));
      return;
    }
    String registry = registry(new ModuleRegistries().of(settings));
    try (ClusterConnection connection = connect()) {
      ControllerInstaller installer =
          new ControllerInstaller(
              connection,
              new InstallOptions(
                  settings.flag(Setting.ADOPT), settings.flag(Setting.FORCE), patience()),
              goal.frontEnd());
      installer.check(images.definitions());
      installer.install(
          installation(registry, architectures(registry, connection)), images.definitions());
    }
  }

  private void write(String registry) throws IOException {
    Path directory = settings.output();
    InstallationFiles.write(
        directory, installation(registry, architectures()), images.definitions());
    goal.log().info("manifests " + directory);
  }

  /** Removes the controller. */
  void uninstall() {
    try (ClusterConnection connection = connect()) {
      new ControllerRemoval(connection, patience(), goal.frontEnd())
          .run(settings.flag(Setting.DEFINITIONS));
    }
  }

  private static String registry(Optional<String> known) {
    return ModuleRegistries.required(known, Installation.NAME);
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

  /** Returns the architectures of the settings, or else those of the nodes. */
  private List<String> architectures(String registry, ClusterConnection connection) {
    Image image = images.image(InstalledProgram.CONTROLLER, registry, architectures());
    return NamedFunction.property(goal, "image.architecture").isPresent()
        ? image.architectures()
        : Architectures.of(image, Nodes.architectures(connection));
  }

  private List<String> architectures() {
    return names(NamedFunction.property(goal, "image.architecture").orElse("amd64"));
  }

  private Installation installation(String registry, List<String> architectures)
      throws IOException {
    Image controller = images.push(InstalledProgram.CONTROLLER, registry, architectures);
    Image forwarder = images.push(InstalledProgram.FORWARDER, registry, architectures);
    Image runtime = images.push(InstalledProgram.JAVA_RUNTIME, registry, architectures);
    return new Installation(
        namespace(),
        goal.plugin().getVersion(),
        Names.MANAGER,
        new TreeSet<>(names(settings.text(Setting.NAMESPACES).orElse(""))),
        controller,
        Optional.of(forwarder),
        RuntimeImages.config(images.javaRuntime(runtime)),
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
