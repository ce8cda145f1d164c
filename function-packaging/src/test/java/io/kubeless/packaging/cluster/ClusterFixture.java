package io.kubeless.packaging.cluster;

import io.kubeless.packaging.ProjectFixture;
import io.kubeless.packaging.config.ConfiguredFunction;
import io.kubeless.packaging.deploy.DeployOptions;
import io.kubeless.packaging.deploy.Deployed;
import io.kubeless.packaging.deploy.Deployer;
import io.kubeless.packaging.deploy.PendingChanges;
import io.kubeless.packaging.manifest.Manifests;
import io.kubeless.packaging.model.Fragments;
import io.kubeless.packaging.model.Function;
import io.kubeless.packaging.model.Owner;
import io.kubeless.packaging.model.Problem;
import io.kubeless.packaging.model.ProblemException;
import io.kubeless.packaging.model.Target;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;

/** The function {@code hello}, a cluster for it in this process, and the messages for its user. */
public final class ClusterFixture implements AutoCloseable {
  public static final String DIGEST = "sha256:" + "0123456789abcdef".repeat(4);
  public static final String OTHER_DIGEST = "sha256:" + "fedcba9876543210".repeat(4);
  private static final DeployOptions PLAIN =
      new DeployOptions(false, false, false, false, Duration.ofSeconds(20));

  private static final byte[] HANDLER = handler();

  public final FakeApiServer server;
  public final ObjectStore store;
  public final ClusterConnection connection;
  public final List<String> log = new CopyOnWriteArrayList<>();
  private final Path directory;

  private ClusterFixture(FakeApiServer server, Path directory, Timing timing) {
    this.server = server;
    this.store = server.store();
    this.connection = server.connection(timing);
    this.directory = directory;
  }

  /** Starts a cluster on which every pod is ready immediately. */
  public static ClusterFixture start(Path directory) throws IOException {
    return start(directory, Timing.system());
  }

  /** Starts the same cluster for a user with another timing. */
  public static ClusterFixture start(Path directory, Timing timing) throws IOException {
    ClusterFixture fixture = withoutControllers(directory, timing);
    FakeDeploymentController.on(fixture.store);
    return fixture;
  }

  /** Starts a cluster that stores objects, but runs no controllers. */
  public static ClusterFixture withoutControllers(Path directory) throws IOException {
    return withoutControllers(directory, Timing.system());
  }

  /** Starts the same cluster for a user with another timing. */
  public static ClusterFixture withoutControllers(Path directory, Timing timing)
      throws IOException {
    return new ClusterFixture(FakeApiServer.start(), directory, timing);
  }

  public KubernetesApi api() {
    return new KubernetesApi(connection);
  }

  /** Returns {@code hello} of {@code com.acme:hello}, with lines of function.yaml. */
  public Function function(String... lines) {
    return function(new Owner("com.acme:hello"), lines);
  }

  public Function function(Owner owner, String... lines) {
    return function("hello", owner, lines);
  }

  public Function function(String name, Owner owner, String... lines) {
    Function function = configured(name, owner, lines).function();
    return function.withImage(function.image().withDigest(DIGEST)).withNamespace("team");
  }

  /** Returns a function whose image was not pushed. */
  public ConfiguredFunction configured(String name, Owner owner, String... lines) {
    try {
      Path yaml = directory.resolve("src/main/kubeless/function.yaml");
      Files.createDirectories(yaml.getParent());
      Files.writeString(yaml, "name: " + name + "\n" + String.join("\n", lines) + "\n");
      Path handler = directory.resolve("target/classes/com/acme/Hello.class");
      Files.createDirectories(handler.getParent());
      Files.write(handler, HANDLER);
      return new ProjectFixture(directory)
          .owner(owner)
          .registry("registry.acme.com/team")
          .property("kubeless.image.architecture", "amd64")
          .function();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] handler() {
    try {
      Path project = Files.createTempDirectory("hello");
      ProjectFixture compiled = ProjectFixture.hello(project).compile();
      return Files.readAllBytes(compiled.classes().resolve("com/acme/Hello.class"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Manifests manifests(Function function, Target target) {
    return Manifests.of(function, target, Fragments.none());
  }

  public Deployed deploy(Function function) {
    return deploy(function, Target.KUBERNETES, PLAIN);
  }

  /** Runs all steps of a front end for one function. */
  public Deployed deploy(Function function, Target target, DeployOptions options) {
    Deployer deployer = deployer(options);
    deployer.preflight(function, target);
    Function routed = deployer.withChoices(function, target);
    AtomicReference<Deployed> result = new AtomicReference<>();
    try (PendingChanges changes = new PendingChanges()) {
      changes.start(
          () ->
              new PendingChanges.Started<>(
                  deployer.start(routed, manifests(routed, target), target), result::set));
      changes.await();
    }
    return result.get();
  }

  public Deployer deployer(DeployOptions options) {
    return new Deployer(connection, options, log::add, log::add);
  }

  /** Returns the text of the problem that an action throws. */
  public static String problem(Runnable action) {
    try {
      action.run();
    } catch (ProblemException e) {
      return e.problems().stream().map(Problem::toString).collect(Collectors.joining("\n"));
    }
    throw new AssertionError("it succeeded");
  }

  @Override
  public void close() {
    connection.close();
    server.close();
  }
}
