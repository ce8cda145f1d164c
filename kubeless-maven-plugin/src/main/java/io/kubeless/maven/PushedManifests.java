package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.goals;
import static io.kubeless.packaging.model.Argument.setting;

import io.kubeless.packaging.delivery.CallLines;
import io.kubeless.packaging.delivery.Delivery;
import io.kubeless.packaging.delivery.FunctionDeployments;
import io.kubeless.packaging.delivery.ManifestBundle;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.aether.artifact.DefaultArtifact;
import org.eclipse.aether.resolution.ArtifactRequest;
import org.eclipse.aether.resolution.ArtifactResolutionException;

/** Manifests that another build has pushed, which are applied or compared without their project. */
final class PushedManifests {
  private static final Pattern COORDINATES =
      Pattern.compile("([\\w.-]+):([\\w.-]+):([\\w.-]+)(?::([\\w.-]+))?");

  private final GoalContext goal;
  private final GoalSettings settings;

  PushedManifests(GoalContext goal) {
    this.goal = goal;
    this.settings = goal.settings();
  }

  /** Returns whether the goal works on such manifests. */
  boolean present() {
    boolean named = settings.text(Setting.MANIFESTS).isPresent();
    if (!named && !goal.session().getRequest().isProjectPresent()) {
      throw new ProblemException(
          Problem.of(ErrorCode.MANIFESTS_NOT_FOUND, "There are no manifests to apply")
              .at("%s", setting("manifests"))
              .because("there is no pom.xml in this directory, and the setting is unset")
              .remedy(
                  "pass %s, or run it in the project", setting("manifests", "<directory or zip>")));
    }
    return named;
  }

  /** Applies the manifests, and waits for the functions. */
  void apply() throws IOException {
    try (FunctionDeployments deployments =
        new FunctionDeployments(deliveries(), goal.frontEnd(), CallLines::inCluster)) {
      deployments.applyPushed();
    }
  }

  /** Reads the manifests. */
  List<Delivery> deliveries() throws IOException {
    requireNoKeys();
    List<Delivery> deliveries = new ArrayList<>();
    for (String each : settings.text(Setting.MANIFESTS).orElseThrow().split(",", -1)) {
      deliveries.add(
          ManifestBundle.read(file(each.strip()))
              .delivery(
                  settings.target(),
                  settings.options(),
                  namespace -> settings.connect(namespace(namespace)),
                  settings.output()));
    }
    return deliveries;
  }

  /** Returns the namespace of the manifests, or if they have none, that of the command line. */
  private Optional<String> namespace(Optional<String> pushed) {
    Optional<String> wanted =
        Optional.ofNullable(goal.session().getUserProperties().getProperty("kubeless.namespace"));
    if (pushed.isPresent() && wanted.isPresent() && !pushed.equals(wanted)) {
      throw withoutEffect(
          "namespace",
          Message.of("the manifests were pushed for the namespace %s", pushed.orElseThrow()));
    }
    return pushed.or(() -> wanted);
  }

  /** Refuses keys of functions, which could only be ignored. */
  private void requireNoKeys() {
    for (String key : new KubelessProperties(goal.session()).ofCommandLine().entries().keySet()) {
      if (!key.equals("namespace")) {
        throw withoutEffect(key, Message.of("the manifests were rendered when they were pushed"));
      }
    }
  }

  private static ProblemException withoutEffect(String key, Message why) {
    return new ProblemException(
        Problem.of(ErrorCode.SETTING_WITHOUT_EFFECT, "A setting cannot change pushed manifests")
            .at("%s", setting(key))
            .because(why)
            .remedy("remove it here, and pass it to %s if it is needed", goals("push")));
  }

  private Path file(String source) {
    try {
      Path file = settings.directory().resolve(source);
      if (Files.exists(file)) {
        return file;
      }
    } catch (InvalidPathException e) {
      // On Windows, coordinates are no path.
    }
    Matcher coordinates = COORDINATES.matcher(source);
    if (coordinates.matches()) {
      return resolved(coordinates);
    }
    throw notFound(
        source,
        Message.of("there is no such file or directory, and these are no coordinates"),
        Message.of(
            "pass a directory, a zip file, or coordinates: %s",
            setting("manifests", "com.acme:hello:1.0")));
  }

  private Path resolved(Matcher coordinates) {
    String classifier = coordinates.group(4) == null ? "kubeless" : coordinates.group(4);
    try {
      return goal.repositorySystem()
          .resolveArtifact(
              goal.session().getRepositorySession(),
              new ArtifactRequest(
                  new DefaultArtifact(
                      coordinates.group(1),
                      coordinates.group(2),
                      classifier,
                      "zip",
                      coordinates.group(3)),
                  goal.project().getRemoteProjectRepositories(),
                  null))
          .getArtifact()
          .getFile()
          .toPath();
    } catch (ArtifactResolutionException e) {
      throw notFound(
          coordinates.group(),
          Message.verbatim(String.valueOf(e.getMessage())),
          Message.of(
              "publish it with %s deploy:deploy, and configure its repository and login in settings.xml",
              goals("push")));
    }
  }

  private static ProblemException notFound(String source, Message why, Message remedy) {
    return new ProblemException(
        Problem.of(ErrorCode.MANIFESTS_NOT_FOUND, "The manifests %s are not found", source)
            .at("%s", setting("manifests", source))
            .because(why)
            .remedy(remedy));
  }
}
