package io.kubeless.maven;

import static io.kubeless.packaging.model.Argument.buildFile;

import io.kubeless.packaging.cluster.ClusterConnection;
import io.kubeless.packaging.cluster.LocalRegistry;
import io.kubeless.packaging.cluster.Nodes;
import io.kubeless.packaging.delivery.Findings;
import io.kubeless.packaging.delivery.Requirements;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.image.Architectures;
import io.kubeless.packaging.image.PushCheck;
import io.kubeless.packaging.image.Registries;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.ErrorCode;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Image;
import io.kubeless.packaging.model.KubernetesObject;
import io.kubeless.packaging.model.Message;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import io.kubeless.packaging.observe.OutputFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks everything that a deployment of the build's functions uses. */
final class Diagnosis {
  /** Tokens and certificates are valid from the time of the server on. */
  private static final Duration MOST_SKEW = Duration.ofSeconds(60);

  private final GoalContext goal;
  private final Findings findings;

  Diagnosis(GoalContext goal) {
    this.goal = goal;
    this.findings = new Findings(goal.frontEnd());
  }

  /**
   * Checks all functions, and fails with all problems together. For programs, a document with the
   * results is printed before.
   */
  void run() throws IOException {
    OutputFormat format = goal.settings().format();
    findings.check("java", this::java);
    List<OneFunction> functions = new ArrayList<>();
    findings.require("project", () -> functions.addAll(goal.modules().named()));
    for (OneFunction each : functions) {
      findings.begin(each.name());
      check(each);
    }
    if (format != OutputFormat.TEXT) {
      System.out.println(findings.document(format));
    }
    findings.require();
  }

  private String java() {
    int running = Runtime.version().feature();
    String maven = goal.session().getSystemProperties().getProperty("maven.version", "");
    String declared = goal.project().getProperties().getProperty("maven.compiler.release", "");
    String release =
        goal.session().getUserProperties().getProperty("maven.compiler.release", declared);
    boolean tooOld = release.matches("\\d+") && Integer.parseInt(release) > running;
    if (tooOld && goal.toolchains().getToolchainFromBuildContext("jdk", goal.session()) == null) {
      throw new ProblemException(
          Problem.of(ErrorCode.JDK_TOO_OLD, "The JDK cannot compile the project")
              .at("%s, maven.compiler.release: %s", buildFile(), release)
              .because("Maven runs on Java %s in %s", running, System.getProperty("java.home"))
              .remedy("set JAVA_HOME to a JDK %s or later", release));
    }
    return "Java " + Runtime.version() + ", Maven " + maven;
  }

  private void check(OneFunction one) throws IOException {
    GoalSettings settings = one.module().settings();
    Function function = one.configured().function();
    Optional<String> registry = settings.registry();
    SortedSet<String> architectures = new TreeSet<>();
    List<ClusterConnection> opened = new ArrayList<>(); // none without a usable kubeconfig
    try {
      boolean reached =
          findings.check(
              "cluster",
              () -> {
                opened.add(settings.connect(function.namespace()));
                return cluster(opened.get(0));
              });
      if (reached) {
        registry = registry.or(() -> LocalRegistry.of(opened.get(0)));
        architectures.addAll(Nodes.architectures(opened.get(0)));
      }
      Image image = named(function.image(), registry);
      if (reached) {
        ClusterConnection connection = opened.get(0);
        objects(connection, one, function.withImage(image).withNamespace(connection.namespace()));
      } else {
        findings.skipped("objects", Message.of("the cluster cannot be used"));
      }
      String place = opened.isEmpty() ? "the cluster" : GoalContext.place(opened.get(0));
      images(one, image, architectures, place);
    } finally {
      opened.forEach(ClusterConnection::close);
    }
  }

  /** Returns the image with its registry, as a deployment names it. */
  private static Image named(Image image, Optional<String> registry) {
    return image.registry().isPresent() || registry.isEmpty()
        ? image
        : new Image(
            registry.get() + "/" + image.name(),
            Optional.empty(),
            image.base(),
            image.architectures());
  }

  private static String cluster(ClusterConnection connection) {
    connection.check();
    Optional<Duration> skew = connection.clockSkew();
    if (skew.filter(each -> each.abs().compareTo(MOST_SKEW) > 0).isPresent()) {
      throw new ProblemException(
          Problem.of(ErrorCode.CLOCK_SKEW, "The clocks of this machine and the cluster differ")
              .at("%s (context %s)", connection.server(), connection.context())
              .because(
                  skew.get().isNegative()
                      ? Message.of(
                          "the cluster is %s s behind, so tokens and certificates may not be valid"
                              + " there yet",
                          -skew.get().toSeconds())
                      : Message.of(
                          "the cluster is %s s ahead, so tokens and certificates may not be valid"
                              + " there any more",
                          skew.get().toSeconds()))
              .remedy("synchronize the clock, for example: timedatectl set-ntp true"));
    }
    return connection.context()
        + " / "
        + connection.namespace()
        + " as "
        + connection.user()
        + skew.map(each -> ", clocks differ by " + each.abs().toSeconds() + " s").orElse("");
  }

  private void objects(ClusterConnection connection, OneFunction one, Function function)
      throws IOException {
    GoalSettings settings = one.module().settings();
    Target target = settings.target();
    Deployer deployer =
        new Deployer(connection, settings.options(), goal.log()::debug, findings::warning);
    boolean permitted =
        findings.check(
            "rights",
            () -> {
              deployer.preflight(function, target);
              return "namespace, Secrets and permissions of " + function.name();
            });
    if (!permitted) {
      findings.skipped("objects", Message.of("the problems above come first"));
      return;
    }
    findings.check(
        "objects",
        () -> {
          Function routed = deployer.withChoices(function, target);
          Manifests manifests = Manifests.of(routed, target, one.configured().fragments());
          deployer.routeWarnings(manifests).forEach(findings::warning);
          deployer.tryOut(routed, manifests, target);
          return manifests.objects().stream()
                  .map(KubernetesObject::kind)
                  .distinct()
                  .collect(Collectors.joining(" "))
              + ": a dry run accepts them and their pods";
        });
  }

  private void images(OneFunction one, Image image, SortedSet<String> architectures, String cluster)
      throws IOException {
    GoalSettings settings = one.module().settings();
    Registries registries = goal.registries(settings);
    findings.check(
        "registry",
        () -> {
          Requirements.requireRegistry(image, one.name(), cluster);
          registries.probe(image.registry().orElseThrow(), image.name());
          PushCheck.check(registries, image);
          return image.name() + " can be pushed";
        });
    findings.check(
        "base",
        () -> {
          Image wanted =
              one.configured().sets("image.architecture")
                  ? image
                  : image.withArchitectures(Architectures.of(image, architectures));
          goal.images(settings).checkBase(wanted, settings.output());
          return wanted.base() + " for " + String.join(" and ", wanted.architectures());
        });
  }
}
